// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "message/target.hpp"

namespace guichet::oauth {

/// What to tell of the first parameter that stands more than once (RFC 6749 3.1 and 3.2); nothing
/// if none does. A name of the protocol is told; any other is the sender's own word and is not
/// repeated.
std::optional<std::string> said_of_repetition(const message::Parameters& parameters);

}  // namespace guichet::oauth
