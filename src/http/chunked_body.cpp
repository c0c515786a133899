// SPDX-License-Identifier: Apache-2.0
#include "http/chunked_body.hpp"

#include <algorithm>
#include <charconv>

namespace guichet::http {
namespace {

constexpr std::size_t longest_size_line = 1024;
constexpr std::size_t most_extension_bytes = 8 * 1024;  ///< of a whole body
constexpr std::size_t most_size_digits = 16;

/// Takes a quoted string off the front of `text` (RFC 9110 5.6.4).
bool take_quoted(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool take_token(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_of(" \t;=\""), text.size());
  if (!is_token(text.substr(0, length))) return false;
  text.remove_prefix(length);
  return true;
}

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text;
}

/// *( BWS ";" BWS name [ BWS "=" BWS value ] ), RFC 9112 7.1.1.
bool are_extensions(std::string_view text) {
  if (!is_field_value(text)) return false;
  while (!text.empty()) {
    text = without_leading_blanks(text);
    if (!text.starts_with(';')) return false;
    text = without_leading_blanks(text.substr(1));
    if (!take_token(text)) return false;
    const std::string_view behind_name = without_leading_blanks(text);
    if (!behind_name.starts_with('=')) continue;
    text = without_leading_blanks(behind_name.substr(1));
    if (text.starts_with('"') ? !take_quoted(text) : !take_token(text)) return false;
  }
  return true;
}

}  // namespace

Progress ChunkedBody::read(std::string_view& bytes, std::string& body) {
  while (true) {
    Progress progress = Progress::needs_more;
    const Part before = part_;
    switch (part_) {
      case Part::size:
        progress = read_size_line(bytes, body.size());
        break;
      case Part::content:
        progress = read_content(bytes, body);
        break;
      case Part::end_of_content:
        progress = read_end_of_content(bytes);
        break;
      case Part::trailers:
        return read_trailers(bytes);
    }
    if (progress == Progress::refused || part_ == before) return progress;
  }
}

Progress ChunkedBody::refuse(Code code) {
  refusal_ = code;
  return Progress::refused;
}

Progress ChunkedBody::read_size_line(std::string_view& bytes, std::size_t body_size) {
  const auto line = take_line(bytes);
  if ((line ? line->text.size() : length_so_far(bytes)) > longest_size_line)
    return refuse(Code::http_syntax);
  if (!line) return Progress::needs_more;
  const char* const begin = line->text.data();
  const char* const end = begin + line->text.size();
  const auto [behind, error] = std::from_chars(begin, end, left_in_chunk_, 16);
  const auto digits = static_cast<std::size_t>(behind - begin);
  // from_chars would take a minus sign, which is no digit of a size.
  if (error != std::errc{} || digits > most_size_digits || *begin == '-' || !line->ends_in_crlf)
    return refuse(Code::http_syntax);
  extension_bytes_ += line->text.size() - digits;
  if (extension_bytes_ > most_extension_bytes || !are_extensions(line->text.substr(digits)))
    return refuse(Code::http_syntax);
  if (left_in_chunk_ > body_limit_ - body_size) return refuse(Code::body_too_large);
  part_ = left_in_chunk_ == 0 ? Part::trailers : Part::content;
  return Progress::needs_more;
}

Progress ChunkedBody::read_content(std::string_view& bytes, std::string& body) {
  const std::size_t count = std::min<std::uint64_t>(left_in_chunk_, bytes.size());
  body.append(bytes.substr(0, count));
  bytes.remove_prefix(count);
  left_in_chunk_ -= count;
  if (left_in_chunk_ == 0) part_ = Part::end_of_content;
  return Progress::needs_more;
}

Progress ChunkedBody::read_end_of_content(std::string_view& bytes) {
  constexpr std::string_view crlf = "\r\n";
  if (!crlf.starts_with(bytes.substr(0, crlf.size()))) return refuse(Code::http_syntax);
  if (bytes.size() < crlf.size()) return Progress::needs_more;
  bytes.remove_prefix(crlf.size());
  part_ = Part::size;
  return Progress::needs_more;
}

Progress ChunkedBody::read_trailers(std::string_view& bytes) {
  while (true) {
    const auto line = take_line(bytes);
    const std::size_t length = line ? line->text.size() : length_so_far(bytes);
    if (length > limits_->header_field || trailer_bytes_ + length > limits_->header_block)
      return refuse(Code::headers_too_large);
    if (!line) return Progress::needs_more;
    if (!line->ends_in_crlf) return refuse(Code::http_syntax);
    if (line->text.empty()) return Progress::complete;
    trailer_bytes_ += length;
    if (++trailer_count_ > limits_->header_count) return refuse(Code::headers_too_large);
    if (!read_field(line->text)) return refuse(Code::http_syntax);
  }
}

}  // namespace guichet::http
