// SPDX-License-Identifier: Apache-2.0
#include "app/admin_quotas.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <optional>
#include <utility>

#include "app/commands.hpp"
#include "app/establishment_option.hpp"
#include "app/option_value.hpp"
#include "app/settings.hpp"
#include "app/store_inspection.hpp"
#include "domain/quota.hpp"
#include "sandbox/clock_control.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;

// More than anybody reads; the filters say what is wanted.
constexpr std::size_t most_counters = 10'000;

int failed(int code, const std::string& words) {
  std::fprintf(stderr, "guichet admin: %s\n", words.c_str());
  return code;
}

std::optional<ParisDay> read_day(std::string_view text) {
  constexpr std::size_t length_of_a_day = 10;
  if (text.size() != length_of_a_day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    unsigned value = 0;
    const char* const begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    return error == std::errc{} && end == begin + length ? value : 0U;
  };
  const ParisDay day{std::chrono::year(static_cast<int>(number(0, 4))),
                     std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

/// What CLI11 is to say of a --day; empty where it is one.
std::string fault_of_day(const std::string& day) {
  if (read_day(day)) return {};
  return "expected a Paris day such as 2027-03-28, got \"" + day + "\"";
}

/// "FR..5890", and behind it, of details, the transaction.
std::string shown_subject(const std::string& subject, bool full) {
  constexpr std::size_t country = 2;
  constexpr std::size_t last = 4;
  const std::size_t length = std::min(subject.find('/'), subject.size());
  if (full || length <= country + last) return subject;
  return subject.substr(0, country) + ".." + subject.substr(length - last);
}

json::object shown(const QuotaCounter& counter, const QuotaQuestion& question, long limit) {
  json::array moves;
  for (const QuotaMove& move : counter.moves)
    moves.push_back(json::object{{"at", sandbox::rfc3339(move.call.at)},
                                 {"units", move.units},
                                 {"why", move.units > 0 ? "taken" : move.why},
                                 {"x_request_id", move.call.x_request_id}});
  return {{"day", iso_date(counter.day)},
          {"establishment", counter.key.establishment},
          {"tpp", counter.key.tpp},
          {"psu", counter.key.psu},
          {"method", counter.key.method},
          {"subject", shown_subject(counter.key.subject, question.full)},
          {"taken", counter.taken},
          {"limit", limit},
          {"moves", std::move(moves)}};
}

int sum_of(const std::vector<QuotaMove>& moves) {
  int sum = 0;
  for (const QuotaMove& move : moves) sum += move.units;
  return sum;
}

void print(const QuotaCounter& counter, const QuotaQuestion& question, long limit) {
  std::printf("%s  %s  %s  %s  %s %s: %d of %ld taken\n", iso_date(counter.day).c_str(),
              counter.key.establishment.c_str(), counter.key.tpp.c_str(), counter.key.psu.c_str(),
              counter.key.method.c_str(), shown_subject(counter.key.subject, question.full).c_str(),
              counter.taken, limit);
  if (const int before = counter.taken - sum_of(counter.moves); before != 0)
    std::printf("  %+d by moves that are no longer kept\n", before);
  for (const QuotaMove& move : counter.moves)
    std::printf("  %s  %+d  %-9s  %s\n", sandbox::rfc3339(move.call.at).c_str(), move.units,
                move.units > 0 ? "taken" : move.why.c_str(), move.call.x_request_id.c_str());
}

std::optional<std::string> if_given(const std::string& word) {
  return word.empty() ? std::nullopt : std::optional(word);
}

}  // namespace

CLI::App& add_quotas(CLI::App& admin, QuotaQuestion& question) {
  auto& quotas = *admin.add_subcommand("quotas", "batch accesses: each counter and what moved it");
  quotas.add_option("--establishment", question.establishment, "five-digit code; default all")
      ->check(fault_of_establishment);
  quotas.add_option("--psu", question.psu, "the customer, as core banking names him; default all")
      ->check(fault_of_empty);
  quotas.add_option("--tpp", question.tpp, "organizationIdentifier; default all")
      ->check(fault_of_empty);
  quotas
      .add_option("--day", question.day,
                  "Paris day, YYYY-MM-DD; default the newest with a counter that fits")
      ->check(fault_of_day);
  quotas.add_option("--data", question.data, "data directory (default ./guichet-data)")
      ->check(fault_of_empty);
  quotas.add_option("--store", question.store, "default: the one last served from there")
      ->check(fault_of_empty);
  quotas.add_flag("--json", question.as_json, "one JSON array instead of lines");
  quotas.add_flag("--full", question.full, "IBANs and transaction ids whole, not country and end");
  return quotas;
}

int show_quotas(const QuotaQuestion& question) {
  QuotaFilter filter{
      if_given(question.establishment), {}, if_given(question.tpp), if_given(question.psu)};
  if (!question.day.empty()) filter.day = read_day(question.day);
  const auto settings = settings_in(question.data, question.store);
  if (!settings) return failed(exit_configuration, settings.error());
  const auto counters =
      look_at_counters(*settings, question.data, std::move(filter), most_counters);
  if (!counters) return failed(exit_code_of(*settings, counters.error()), counters.error().detail);
  const long limit = settings->batch_accesses_a_day;
  if (question.as_json) {
    json::array all;
    for (const QuotaCounter& counter : *counters) all.push_back(shown(counter, question, limit));
    std::printf("%s\n", json::serialize(all).c_str());
  } else {
    for (const QuotaCounter& counter : *counters) print(counter, question, limit);
    if (counters->empty()) std::printf("No batch access was counted there\n");
  }
  if (counters->size() == most_counters)
    std::fprintf(stderr, "guichet admin: these are the first %zu; narrow it down\n", most_counters);
  return exit_done;
}

}  // namespace guichet::app
