// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "domain/paris_day.hpp"

namespace guichet::bank {

/// A day as the bank's file counts it, from 1970-01-01.
inline std::int64_t number_of_day(ParisDay day) {
  return std::chrono::sys_days(day).time_since_epoch().count();
}

inline ParisDay day_of_number(std::int64_t number) {
  return ParisDay(std::chrono::sys_days(std::chrono::days(number)));
}

}  // namespace guichet::bank
