// SPDX-License-Identifier: Apache-2.0
#include "app/admin_quotas.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <optional>
#include <utility>

#include "app/commands.hpp"
#include "app/settings.hpp"
#include "app/store_inspection.hpp"
#include "domain/quota.hpp"
#include "sandbox/clock_control.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;

// More than anybody reads; the filters say what is wanted.
constexpr std::size_t most_counters = 10'000;

struct QuotaOptions {
  std::string data = "guichet-data";
  std::string establishment;
  std::string psu;
  std::string tpp;
  std::string day;
  bool as_json = false;
  bool full = false;
};

int failed(int code, const std::string& words) {
  std::fprintf(stderr, "guichet admin quotas: %s\n", words.c_str());
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

/// "FR..5890", and behind it, of details, the transaction.
std::string shown_subject(const std::string& subject, bool full) {
  constexpr std::size_t country = 2;
  constexpr std::size_t last = 4;
  const std::size_t length = std::min(subject.find('/'), subject.size());
  if (full || length <= country + last) return subject;
  return subject.substr(0, country) + ".." + subject.substr(length - last);
}

json::object shown(const QuotaCounter& counter, const QuotaOptions& options, long limit) {
  json::array moves;
  for (const QuotaMove& move : counter.moves)
    moves.push_back(json::object{{"at", sandbox::rfc3339(move.call.at)},
                                 {"units", move.units},
                                 {"why", move.units > 0 ? "taken" : move.why},
                                 {"x_request_id", move.call.x_request_id}});
  return {
      {"day", iso_date(counter.day)}, {"establishment", counter.key.establishment},
      {"tpp", counter.key.tpp},       {"psu", counter.key.psu},
      {"method", counter.key.method}, {"subject", shown_subject(counter.key.subject, options.full)},
      {"taken", counter.taken},       {"limit", limit},
      {"moves", std::move(moves)}};
}

int sum_of(const std::vector<QuotaMove>& moves) {
  int sum = 0;
  for (const QuotaMove& move : moves) sum += move.units;
  return sum;
}

void print(const QuotaCounter& counter, const QuotaOptions& options, long limit) {
  std::printf("%s  %s  %s  %s  %s %s: %d of %ld taken\n", iso_date(counter.day).c_str(),
              counter.key.establishment.c_str(), counter.key.tpp.c_str(), counter.key.psu.c_str(),
              counter.key.method.c_str(), shown_subject(counter.key.subject, options.full).c_str(),
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

int show(const QuotaOptions& options) {
  QuotaFilter filter{
      if_given(options.establishment), {}, if_given(options.tpp), if_given(options.psu)};
  if (!options.day.empty()) {
    filter.day = read_day(options.day);
    if (!filter.day)
      return failed(exit_usage,
                    "--day: expected a Paris day such as 2027-03-28, got \"" + options.day + "\"");
  }
  const auto settings = settings_in(options.data);
  if (!settings) return failed(exit_failed, settings.error());
  const auto counters = look_at_counters(*settings, options.data, std::move(filter), most_counters);
  if (!counters) return failed(exit_failed, counters.error().detail);
  const long limit = settings->batch_accesses_a_day;
  if (options.as_json) {
    json::array all;
    for (const QuotaCounter& counter : *counters) all.push_back(shown(counter, options, limit));
    std::printf("%s\n", json::serialize(all).c_str());
  } else {
    for (const QuotaCounter& counter : *counters) print(counter, options, limit);
    if (counters->empty()) std::printf("No batch access was counted there\n");
  }
  if (counters->size() == most_counters)
    std::fprintf(stderr, "guichet admin quotas: these are the first %zu; narrow it down\n",
                 most_counters);
  return exit_done;
}

}  // namespace

int admin_quotas(const std::vector<std::string>& arguments) {
  QuotaOptions options;
  CLI::App command("Batch accesses: each counter and what moved it", "guichet admin quotas");
  command.add_option("--establishment", options.establishment, "five-digit code; default all");
  command.add_option("--psu", options.psu, "the customer, as core banking names him; default all");
  command.add_option("--tpp", options.tpp, "organizationIdentifier; default all");
  command.add_option("--day", options.day,
                     "Paris day, YYYY-MM-DD; default the newest with a counter");
  command.add_option("--data", options.data, "data directory (default ./guichet-data)");
  command.add_flag("--json", options.as_json, "one JSON array instead of lines");
  command.add_flag("--full", options.full, "IBANs and transaction ids whole, not country and end");
  try {
    // CLI11 takes the arguments from the back.
    command.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp& help) {
    return command.exit(help);
  } catch (const CLI::ParseError& error) {
    return failed(exit_usage, error.what());
  }
  return show(options);
}

}  // namespace guichet::app
