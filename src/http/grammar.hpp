// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace guichet::http {

/// How far a reader came with the bytes it was given.
enum class Progress { needs_more, complete, refused };

/// One or more characters of a name (RFC 9110 5.6.2).
bool is_token(std::string_view text);

/// Visible characters, blanks, tabs and bytes from 0x80 (RFC 9110 5.5). May be empty.
bool is_field_value(std::string_view text);

/// Characters that may stand in a request-target: RFC 3986 2, and those of {|}^`[] that browsers
/// leave unescaped in a query. Not a fragment, not a blank, nothing from 0x80.
bool is_target_text(std::string_view text);

/// A host, not empty and without user, and perhaps a port (RFC 3986 3.2.2, RFC 9112 3.2).
bool is_authority(std::string_view text);

/// `text` without the blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// A line of the wire, its end taken off.
struct Line {
  std::string_view text;
  bool ends_in_crlf;  ///< false: the line feed stood alone
};

/// Takes the first line off `bytes`; nothing, and `bytes` as they were, while there is no line
/// feed.
std::optional<Line> take_line(std::string_view& bytes);

/// How much of a line is in `bytes`, which have no line feed yet: a carriage return at the end may
/// still become a part of the line's end.
std::size_t length_so_far(std::string_view bytes);

struct Field {
  std::string_view name;
  std::string_view value;  ///< trimmed
};

/// "name: value" (RFC 9112 5). Nothing for a blank before the name or the colon, a folded line, or
/// a byte that may not stand there.
std::optional<Field> read_field(std::string_view line);

}  // namespace guichet::http
