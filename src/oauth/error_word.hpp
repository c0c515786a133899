// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/refusals.hpp"

namespace guichet::oauth {

/// The code whose name is the word of RFC 6749 (4.1.2.1 and 5.2) for `code`; itself for a code that
/// has such a word for its name. oauth_invalid_request for what it has no better word for.
Code error_word_of(Code code);

}  // namespace guichet::oauth
