// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "record/log.hpp"

namespace guichet::app {

/// The level of log.level, a word that check_settings has seen.
inline record::Log::Level log_level_of(std::string_view word) {
  using enum record::Log::Level;
  if (word == "debug") return debug;
  if (word == "info") return info;
  if (word == "error") return error;
  return word == "off" ? off : warn;
}

}  // namespace guichet::app
