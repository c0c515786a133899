// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::stet {

/// STET ErrorModel: timestamp (RFC 3339, Europe/Paris offset, milliseconds), status, error (reason
/// phrase), message ("CODE: text", at most 140 characters, the refusal's `said` if it has one; NAAC
/// stands alone), path (without query, at most 140 characters).
std::string error_model(const Refusal& refusal, int status, std::string_view reason,
                        std::string_view path, Instant now);

/// "CODE: text" of a refusal as above.
std::string message_of(const Refusal& refusal);

}  // namespace guichet::stet
