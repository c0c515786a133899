// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <ranges>
#include <utility>

#include "tpp/public_register.hpp"

namespace guichet::tpp {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::size_t longest_reason = 200;
constexpr std::string_view form_of_instants = "0000-00-00T00:00:00.000Z";

/// "2027-03-22T09:00:00.000Z".
std::string written(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time(instant - day);
  std::string text(form_of_instants);
  std::snprintf(text.data(), text.size() + 1, "%sT%02d:%02d:%02d.%03dZ",
                iso_date(ParisDay(day)).c_str(), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text;
}

int number_at(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  for (const char c : text.substr(from, count)) number = number * 10 + (c - '0');
  return number;
}

std::optional<Instant> read_instant(std::string_view text) {
  if (text.size() != form_of_instants.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (form_of_instants[i] == '0' ? !is_digit : text[i] != form_of_instants[i])
      return std::nullopt;
  }
  const ParisDay day{std::chrono::year(number_at(text, 0, 4)),
                     std::chrono::month(static_cast<unsigned>(number_at(text, 5, 2))),
                     std::chrono::day(static_cast<unsigned>(number_at(text, 8, 2)))};
  const int hour = number_at(text, 11, 2);
  const int minute = number_at(text, 14, 2);
  const int second = number_at(text, 17, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + milliseconds(number_at(text, 20, 3));
}

std::string_view text_of(const json::object& line, std::string_view name) {
  const json::value* value = line.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

Outcome<RegisterOverride> read_override(std::string_view line) {
  json::error_code failure;
  const json::value value = json::parse(line, failure);
  if (failure || !value.is_object()) return refuse(Code::internal, "expected one JSON object");
  const json::object& members = value.get_object();
  RegisterOverride word;
  word.oid = text_of(members, "oid");
  if (!is_organization_identifier(word.oid))
    return refuse(Code::internal, "oid: expected an identifier like PSDFR-ACPR-13807");
  const json::value* admit = members.if_contains("admit");
  if (admit == nullptr || !admit->is_bool())
    return refuse(Code::internal, "admit: expected true or false");
  word.admit = admit->get_bool();
  word.reason = text_of(members, "reason");
  if (is_blank(word.reason) || word.reason.size() > longest_reason)
    return refuse(Code::internal, "reason: expected why, in 1 to 200 characters");
  word.operator_name = text_of(members, "operator");
  if (is_blank(word.operator_name)) return refuse(Code::internal, "operator: expected who says so");
  const auto at = read_instant(text_of(members, "at"));
  if (!at) return refuse(Code::internal, "at: expected an instant like 2027-03-22T09:00:00.000Z");
  word.at = *at;
  const json::value* until = members.if_contains("until");
  if (until == nullptr || until->is_null()) return word;
  word.until = read_instant(text_of(members, "until"));
  if (!word.until)
    return refuse(Code::internal,
                  "until: expected null or an instant like 2027-03-22T09:00:00.000Z");
  return word;
}

}  // namespace

Outcome<void> judge_standing(const PublicRegister* reg, std::span<const RegisterOverride> overrides,
                             std::string_view oid, bool absent_is_refused, Instant now) {
  const ParisDay today = paris_day_of(now);
  if (const RegisterOverride* word = override_in_force(overrides, oid, now)) {
    if (word->admit) return {};
    // The reason is the bank's own: it may name a case, and goes to the log alone.
    return refuse(
        Code::tpp_suspended,
        "This bank refuses the TPP since " + iso_date(paris_day_of(word->at)) + "; ask it why.",
        "refused by " + word->operator_name + ": " + word->reason);
  }
  if (reg == nullptr) return {};
  const auto entry = reg->find(oid, today);
  const Standing standing = entry ? entry->standing : Standing::absent;
  if (standing == Standing::active) return {};
  const std::string where = "in the " + std::string(reg->name());
  if (standing == Standing::absent) {
    if (!absent_is_refused) return {};
    return refuse(Code::tpp_suspended,
                  "No licence of this TPP stands " + where + " on " + iso_date(today) + ".");
  }
  const std::string since = entry->since ? " since " + iso_date(*entry->since) : std::string();
  return refuse(Code::tpp_suspended,
                "This TPP is " + std::string(name_of(standing)) + " " + where + since + ".");
}

const RegisterOverride* override_in_force(std::span<const RegisterOverride> overrides,
                                          std::string_view oid, Instant now) {
  for (const RegisterOverride& word : overrides | std::views::reverse)
    if (word.oid == oid && (!word.until || now < *word.until)) return &word;
  return nullptr;
}

Outcome<std::vector<RegisterOverride>> read_overrides(std::string_view lines) {
  std::vector<RegisterOverride> overrides;
  for (std::size_t number = 1; !lines.empty(); ++number) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (is_blank(line)) continue;
    auto word = read_override(line);
    if (!word)
      return refuse(Code::internal,
                    "Line " + std::to_string(number) + ": " + word.error().said + ".");
    overrides.push_back(std::move(*word));
  }
  return overrides;
}

std::string override_line(const RegisterOverride& word) {
  json::object line;
  line["at"] = written(word.at);
  line["operator"] = word.operator_name;
  line["oid"] = word.oid;
  line["admit"] = word.admit;
  line["until"] = word.until ? json::value(written(*word.until)) : json::value();
  line["reason"] = word.reason;
  return json::serialize(line) + '\n';
}

}  // namespace guichet::tpp
