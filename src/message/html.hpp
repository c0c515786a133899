// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace guichet::message {

/// `text` fit for an HTML text node or a quoted attribute: the five special characters become
/// references, control and bidirectional-override characters disappear.
std::string html_escaped(std::string_view text);

/// The first `most` characters (UTF-8 sequences, not bytes) of `text`.
std::string first_characters(std::string_view text, std::size_t most);

}  // namespace guichet::message
