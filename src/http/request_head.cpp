// SPDX-License-Identifier: Apache-2.0
#include "http/request_head.hpp"

#include <charconv>

namespace guichet::http {
namespace {

using message::same_name;

constexpr std::size_t usual_field_count = 16;
constexpr std::size_t usual_field_bytes = 1536;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "HTTP/1.1" and its kin (RFC 9112 2.3); letters in upper case.
bool is_version(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]);
}

/// Calls `see` for each element of a comma-separated list, blanks taken off.
template <class See>
void for_each_element(std::string_view list, See see) {
  for (std::size_t comma = list.find(','); comma != std::string_view::npos;
       comma = list.find(',')) {
    see(trimmed(list.substr(0, comma)));
    list.remove_prefix(comma + 1);
  }
  see(trimmed(list));
}

/// The length of "http://" or "https://" at the front of `target`; 0 if neither is there.
std::size_t scheme_length(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (same_name(target.substr(0, scheme.size()), scheme)) return scheme.size();
  return 0;
}

}  // namespace

Progress RequestHead::read(std::string_view& bytes) {
  while (true) {
    const std::size_t before = bytes.size();
    const auto line = take_line(bytes);
    const std::size_t length = line ? line->text.size() : length_so_far(bytes);
    if (!request_line_seen_) {
      if (length > limits_->request_line) return refuse(Code::uri_too_long);
      if (!line) return Progress::needs_more;
      if (read_first_line(*line) == Progress::refused) return Progress::refused;
      continue;
    }
    const std::size_t block_with_line = block_bytes_ + (line ? before - bytes.size() : length);
    const bool is_end = line && line->text.empty();
    if (length > limits_->header_field || (!is_end && block_with_line > limits_->header_block))
      return refuse(Code::headers_too_large);
    if (!line) return Progress::needs_more;
    if (!line->ends_in_crlf) return refuse(Code::http_syntax);
    if (is_end) return settle();
    block_bytes_ = block_with_line;
    if (const auto refused = read_field_line(line->text)) return refuse(*refused);
  }
}

Progress RequestHead::refuse(Code code) {
  refusal_ = code;
  return Progress::refused;
}

/// One empty line before a request is forgiven (RFC 9112 2.2).
Progress RequestHead::read_first_line(const Line& line) {
  if (!line.ends_in_crlf) return refuse(Code::http_syntax);
  if (line.text.empty() && !empty_line_skipped_) {
    empty_line_skipped_ = true;
    return Progress::needs_more;
  }
  if (const auto refused = read_request_line(line.text)) return refuse(*refused);
  request_.headers.reserve(usual_field_count, usual_field_bytes);
  request_line_seen_ = true;
  return Progress::needs_more;
}

std::optional<Code> RequestHead::read_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return Code::http_syntax;
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || !is_target_text(target) || !is_version(version))
    return Code::http_syntax;
  request_.method = method;
  const bool target_is_good = read_target(target);
  old_version_ = version == "HTTP/1.0";
  if (version != "HTTP/1.1" && !old_version_) return Code::http_version;
  if (!target_is_good) return Code::http_syntax;
  return std::nullopt;
}

bool RequestHead::read_target(std::string_view target) {
  const bool asks_for_server = request_.method == "OPTIONS";
  if (request_.method == "CONNECT") return false;
  if (target.starts_with('/') || (target == "*" && asks_for_server)) {
    request_.target = target;
    return true;
  }
  const std::size_t scheme = scheme_length(target);
  if (scheme == 0) return false;
  const std::string_view behind_scheme = target.substr(scheme);
  const std::size_t path = behind_scheme.find_first_of("/?");
  authority_ = behind_scheme.substr(0, path);
  if (!is_authority(authority_)) return false;
  if (path == std::string_view::npos) {
    request_.target = asks_for_server ? "*" : "/";
    return true;
  }
  if (behind_scheme[path] == '?') request_.target = '/';
  request_.target += behind_scheme.substr(path);
  return true;
}

std::optional<Code> RequestHead::read_field_line(std::string_view line) {
  if (++field_count_ > limits_->header_count) return Code::headers_too_large;
  const auto field = read_field(line);
  if (!field) return Code::http_syntax;
  if (const auto refused = note(*field)) return refused;
  const bool replaced = !authority_.empty() && same_name(field->name, "Host");
  request_.headers.add(field->name, replaced ? std::string_view(authority_) : field->value);
  return std::nullopt;
}

/// Keeps what the fields of the framing say.
std::optional<Code> RequestHead::note(const Field& field) {
  const auto [name, value] = field;
  if (same_name(name, "Host")) {
    if (host_seen_ || !is_authority(value)) return Code::http_syntax;
    host_seen_ = true;
  } else if (same_name(name, "Content-Length")) {
    if (!note_content_length(value)) return Code::http_syntax;
  } else if (same_name(name, "Transfer-Encoding")) {
    codings_ = codings_ ? *codings_ + "," : "";
    codings_->append(value);
  } else if (same_name(name, "Connection")) {
    note_connection(value);
  } else if (same_name(name, "Expect")) {
    if (expects_continue_ || !same_name(value, "100-continue")) other_expectation_ = true;
    expects_continue_ = true;
  }
  return std::nullopt;
}

/// Once, digits alone, no zero in front: all else has been used to smuggle requests.
bool RequestHead::note_content_length(std::string_view value) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (value.empty() || !is_digit(value.front()) || error != std::errc{} ||
      end != value.data() + value.size())
    return false;
  if (content_length_ || (value.size() > 1 && value.starts_with('0'))) return false;
  content_length_ = length;
  return true;
}

void RequestHead::note_connection(std::string_view value) {
  for_each_element(value,
                   [this](std::string_view option) { closes_ |= same_name(option, "close"); });
}

std::optional<Code> RequestHead::judge() const {
  if (old_version_ && codings_) return Code::http_syntax;
  if (old_version_ && !limits_->takes_http_1_0) return Code::http_version;
  if (!host_seen_) return Code::http_syntax;
  if (codings_ && content_length_) return Code::http_syntax;
  if (codings_ && !same_name(*codings_, "chunked")) return judge_codings();
  if (other_expectation_) return Code::expectation;
  return std::nullopt;
}

/// RFC 9112 6.1 and 7: chunked comes once, last and bare; a coding we have never heard of is
/// another matter than one that is misused.
std::optional<Code> RequestHead::judge_codings() const {
  bool misused = false;
  bool chunked_before = false;
  for_each_element(*codings_, [&](std::string_view coding) {
    misused |= !is_token(coding) || same_name(coding, "identity") || chunked_before;
    chunked_before |= same_name(coding, "chunked");
  });
  return misused ? Code::http_syntax : Code::coding_unknown;
}

Progress RequestHead::settle() {
  if (const auto refused = judge()) return refuse(*refused);
  chunked_ = codings_.has_value();
  if (old_version_) {
    closes_ = true;
    expects_continue_ = false;  // RFC 9110 10.1.1
  }
  return Progress::complete;
}

}  // namespace guichet::http
