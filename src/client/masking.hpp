// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace guichet::client {

/// A request as it left, fit for a terminal or a bug report: the bearer token, and code,
/// refresh_token, code_verifier and otp in a form, are shortened to "..." and their last four
/// characters.
std::string with_masked_secrets(std::string_view sent);

/// An address with the pass in its query shortened in the same way.
std::string with_masked_pass(std::string_view location);

}  // namespace guichet::client
