// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/quota.hpp"

namespace guichet::store {

/// A move in the form in which it is kept: "1795431600000 -1 BACKEND 0d4c...\n". An X-Request-ID
/// may have blanks and stands last.
std::string kept_form_of(const QuotaMove& move);

/// Moves kept one after the other. The oldest line may be cut off at its beginning: it is left out.
std::vector<QuotaMove> read_moves(std::string_view text);

}  // namespace guichet::store
