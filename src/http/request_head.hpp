// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/refusals.hpp"
#include "http/grammar.hpp"
#include "http/limits.hpp"
#include "message/request.hpp"

namespace guichet::http {

/// Reads the head of one request, line by line as the lines come (RFC 9112 2 to 6). Where the RFC
/// lets a recipient be lenient this one is not: what two servers might read differently is refused.
/// The outcome does not depend on how the bytes were cut.
class RequestHead {
 public:
  /// `limits` outlive this.
  explicit RequestHead(const Limits& limits) : limits_(&limits) {}

  /// Takes whole lines off the front of `bytes`; give the rest again with more behind it.
  Progress read(std::string_view& bytes);

  /// What was understood so far. An absolute-form target is reduced to origin-form, and its
  /// authority put in the place of Host (RFC 9112 3.2.2).
  message::Request& request() { return request_; }
  bool request_line_seen() const { return request_line_seen_; }

  /// After Progress::refused: http_syntax, http_version, uri_too_long, headers_too_large,
  /// coding_unknown or expectation.
  Code refusal() const { return refusal_; }

  /// After Progress::complete: how the body comes, if there is one.
  bool chunked() const { return chunked_; }
  std::uint64_t content_length() const { return content_length_.value_or(0); }
  /// The client waits for 100 before it sends its body.
  bool expects_continue() const { return expects_continue_; }
  /// "Connection: close" was said.
  bool closes() const { return closes_; }

 private:
  Progress refuse(Code code);
  Progress read_first_line(const Line& line);
  std::optional<Code> read_request_line(std::string_view line);
  bool read_target(std::string_view target);
  std::optional<Code> read_field_line(std::string_view line);
  std::optional<Code> note(const Field& field);
  bool note_content_length(std::string_view value);
  void note_connection(std::string_view value);
  std::optional<Code> judge() const;
  std::optional<Code> judge_codings() const;
  Progress settle();

  const Limits* limits_;
  message::Request request_;
  Code refusal_ = Code::http_syntax;
  bool empty_line_skipped_ = false;
  bool request_line_seen_ = false;
  bool old_version_ = false;  ///< HTTP/1.0: judged when its fields are known
  bool host_seen_ = false;
  bool chunked_ = false;
  bool expects_continue_ = false;
  bool other_expectation_ = false;
  bool closes_ = false;
  std::size_t block_bytes_ = 0;
  std::size_t field_count_ = 0;
  std::optional<std::uint64_t> content_length_;
  std::optional<std::string> codings_;  ///< all of Transfer-Encoding
  std::string authority_;               ///< of an absolute-form target
};

}  // namespace guichet::http
