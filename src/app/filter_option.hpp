// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace guichet::app {

/// What CLI11 is to say of the value of a filter; empty where it is one. An empty value is what a
/// script's unset variable leaves: it must not stand for everybody.
inline std::string fault_of_filter(const std::string& value) {
  return value.empty() ? "expected a value, got an empty one; leave the option out for all" : "";
}

}  // namespace guichet::app
