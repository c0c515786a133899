// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>

#include "app/settings.hpp"
#include "counter/retirement.hpp"

namespace guichet::app {

/// The calendar of the section [versions]. The error names the key of that section, what is wrong
/// and what to do.
std::expected<counter::RetirementCalendar, std::string> retirement_calendar(
    const Settings& settings);

}  // namespace guichet::app
