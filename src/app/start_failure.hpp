// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/wiring.hpp"
#include "domain/outcome.hpp"

namespace guichet::app {

/// A refusal at the start, in the words for the terminal.
inline StartFailure failure_of(int exit_code, const Refusal& refusal) {
  const std::string& words = refusal.said.empty() ? refusal.detail : refusal.said;
  return {exit_code, words.empty() ? std::string(entry_of(refusal.code).text) : words};
}

}  // namespace guichet::app
