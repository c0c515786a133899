// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "message/target.hpp"

namespace guichet::oauth {

/// The parameters of a query or form as the endpoints of OAuth read them: one that was sent without
/// a value was not sent (RFC 6749 3.1 and 3.2). Where the name stands more than once all stay, for
/// whoever judges repetitions. Nothing if an escape is malformed.
std::optional<message::Parameters> read_parameters(std::string_view text);

}  // namespace guichet::oauth
