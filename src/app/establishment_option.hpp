// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/establishment.hpp"

namespace guichet::app {

/// What CLI11 is to say of an --establishment; empty where it is one.
inline std::string fault_of_establishment(const std::string& code) {
  if (establishment_by_code(code) != nullptr) return {};
  return "no establishment has the code \"" + code + "\"; expected five digits such as 17515";
}

}  // namespace guichet::app
