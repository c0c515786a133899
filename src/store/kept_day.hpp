// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "domain/paris_day.hpp"

namespace guichet::store {

/// The form in which a Paris day is kept: 20261123.
inline std::int64_t kept_form_of(ParisDay day) {
  return std::int64_t{int{day.year()}} * 10'000 + std::int64_t{unsigned{day.month()}} * 100 +
         std::int64_t{unsigned{day.day()}};
}

/// The day that is kept as 20261123.
inline ParisDay day_kept_as(std::int64_t kept_form) {
  return {std::chrono::year(static_cast<int>(kept_form / 10'000)),
          std::chrono::month(static_cast<unsigned>(kept_form / 100 % 100)),
          std::chrono::day(static_cast<unsigned>(kept_form % 100))};
}

/// The kept form of the day that was `days` before a kept one.
inline std::int64_t kept_form_before(std::int64_t kept_form, std::chrono::days days) {
  return kept_form_of(ParisDay(std::chrono::sys_days(day_kept_as(kept_form)) - days));
}

}  // namespace guichet::store
