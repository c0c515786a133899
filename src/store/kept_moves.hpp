// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/quota.hpp"

namespace guichet::store {

/// A move in the form in which it is kept: "1795431600000 -1 BACKEND 0d4c...\n". An X-Request-ID
/// may have blanks and stands last.
std::string kept_form_of(const QuotaMove& move);

/// Of the lines of a counter the last so many bytes are kept, some fifty moves, so that a counter
/// that is taken and given back all day does not grow without end.
inline constexpr std::size_t kept_bytes = 3000;

/// Moves kept one after the other. Of as many as `kept_bytes` the oldest line may be cut off at its
/// beginning, and what is left of it may read like another move: it is left out.
std::vector<QuotaMove> read_moves(std::string_view text);

}  // namespace guichet::store
