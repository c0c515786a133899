// SPDX-License-Identifier: Apache-2.0
#include "app/version_settings.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace guichet::app {
namespace {

using Day = std::optional<ParisDay>;

/// What [versions] says of one version. Keys begin with `word`.
struct Told {
  const stet::Version& version;
  std::string word;
  bool served;
  const std::string& deprecated;
  const std::string& ends;
};

/// "2027-12-31"; empty: none.
std::expected<Day, std::string> read_day(const std::string& key, const std::string& text) {
  if (text.empty()) return Day();
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (text.size() == 10 && std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) == 3) {
    const ParisDay read{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (read.ok() && iso_date(read) == text) return Day(read);
  }
  return std::unexpected(key + " must be a day such as 2027-12-31, or empty, not \"" + text + "\"");
}

std::expected<counter::Retirement, std::string> read_retirement(const Told& told) {
  const auto announced = read_day(told.word + "_deprecated", told.deprecated);
  if (!announced) return std::unexpected(announced.error());
  const auto last_day = read_day(told.word + "_ends", told.ends);
  if (!last_day) return std::unexpected(last_day.error());
  if (*last_day && !*announced)
    return std::unexpected(told.word + "_ends is " + told.ends + " but " + told.word +
                           "_deprecated is empty; TPPs are to be told before it ends");
  if (*last_day && **last_day <= **announced)
    return std::unexpected(told.word + "_ends must be a day after " + told.word +
                           "_deprecated, not " + told.ends + " after " + told.deprecated);
  return counter::Retirement{told.served, *announced, *last_day};
}

}  // namespace

std::expected<counter::RetirementCalendar, std::string> retirement_calendar(
    const Settings& settings) {
  const Told former{stet::v1_4_2, "v1_4_2", settings.v1_4_2, settings.v1_4_2_deprecated,
                    settings.v1_4_2_ends};
  const Told current{stet::v1_6_2, "v1_6_2", true, settings.v1_6_2_deprecated,
                     settings.v1_6_2_ends};
  const auto of_former = read_retirement(former);
  if (!of_former) return std::unexpected(of_former.error());
  const auto of_current = read_retirement(current);
  if (!of_current) return std::unexpected(of_current.error());
  const bool outlived = of_current->last_day && of_former->served &&
                        (!of_former->last_day || *of_former->last_day > *of_current->last_day);
  if (outlived)
    return std::unexpected(
        "v1_6_2_ends must not be before the end of v1_4_2, whose TPPs are told to use v1.6.2");
  counter::RetirementCalendar calendar;
  calendar.retire(former.version, *of_former);
  calendar.retire(current.version, *of_current);
  return calendar;
}

}  // namespace guichet::app
