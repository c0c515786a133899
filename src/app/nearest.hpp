// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace guichet::app {

/// The known word that is closest to `word` by insertions, deletions and replacements of letters,
/// whatever their case; empty if `known` is empty.
std::string nearest(std::string_view word, std::span<const std::string> known);

}  // namespace guichet::app
