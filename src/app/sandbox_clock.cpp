// SPDX-License-Identifier: Apache-2.0
#include "app/sandbox_clock.hpp"

#include "app/commands.hpp"
#include "domain/paris_day.hpp"
#include "domain/profile.hpp"
#include "sandbox/clock_control.hpp"
#include "stet/query.hpp"

namespace guichet::app {

std::expected<Instant, std::string> read_clock(const std::string& text) {
  if (const auto instant = stet::read_date(text, compatible_profile)) return *instant;
  return std::unexpected("clock: expected RFC 3339 such as 2027-03-27T22:59:00Z, got \"" + text +
                         "\"");
}

std::expected<std::optional<std::chrono::milliseconds>, StartFailure> lead_asked_for(
    const Settings& settings, Instant now) {
  if (!paris_rules_are_present())
    return std::unexpected(StartFailure{
        exit_configuration, "the time zone Europe/Paris is missing; install the package tzdata"});
  if (settings.clock.empty()) return std::nullopt;
  const auto instant = read_clock(settings.clock);
  if (!instant) return std::unexpected(StartFailure{exit_usage, instant.error()});
  if (*instant < sandbox::start_of_clock)
    return std::unexpected(
        StartFailure{exit_usage, "clock: the sandbox clock begins on " +
                                     sandbox::rfc3339(sandbox::start_of_clock).substr(0, 10)});
  if (*instant > sandbox::end_of_clock)
    return std::unexpected(
        StartFailure{exit_usage, "clock: the sandbox clock ends on " +
                                     sandbox::rfc3339(sandbox::end_of_clock).substr(0, 10)});
  return *instant - now;
}

}  // namespace guichet::app
