// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace guichet::crypto {

/// RFC 4648 4, with padding.
std::string base64(std::string_view bytes);
/// RFC 4648 5, without padding.
std::string base64url(std::string_view bytes);
/// Strict RFC 4648 4: standard alphabet, right padding, no blanks, canonical last bits. Nothing
/// otherwise.
std::optional<std::string> base64_decoded(std::string_view text);
/// Strict RFC 4648 5 without padding.
std::optional<std::string> base64url_decoded(std::string_view text);

}  // namespace guichet::crypto
