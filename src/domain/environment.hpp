// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace guichet {

/// The two sides of every establishment, each with hosts of its own:
/// www.<cdetab>.sandbox.api.<domain> and www.<cdetab>.live.api.<domain>. Enrolments, profiles and
/// trust anchors belong to one of them.
enum class Environment { sandbox, live };

constexpr std::string_view name_of(Environment environment) {
  return environment == Environment::live ? "live" : "sandbox";
}

}  // namespace guichet
