// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace guichet::app {

/// What CLI11 is to say of an option's value that is empty, as a script's unset variable leaves it:
/// of a filter it must not stand for everybody. Empty where there is a value.
inline std::string fault_of_empty(const std::string& value) {
  return value.empty() ? "expected a value, got an empty one; leave the option out for its default"
                       : "";
}

}  // namespace guichet::app
