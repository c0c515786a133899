// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "domain/refusals.hpp"
#include "http/chunked_body.hpp"
#include "http/limits.hpp"
#include "http/request_head.hpp"
#include "message/request.hpp"

namespace guichet::http {

/// Reads one request from bytes, without input or output of its own. The outcome does not depend on
/// how the bytes were cut.
class RequestReader {
 public:
  enum class State {
    head,       ///< needs more of the head
    admission,  ///< the head is read: admit_body() goes on
    body,       ///< needs more of the body
    complete,
    refused
  };

  /// `limits` outlive this.
  explicit RequestReader(const Limits& limits) : limits_(&limits), head_(limits) {}

  /// Takes what it can off the front of `bytes`; give the rest again with more behind it.
  State read(std::string_view& bytes);

  /// In State::admission: lets a body of up to `limit` bytes come, or refuses one that says it is
  /// longer.
  State admit_body(std::size_t limit);

  message::Request& request() { return head_.request(); }
  bool request_line_seen() const { return head_.request_line_seen(); }
  Code refusal() const { return refusal_; }
  bool expects_continue() const { return head_.expects_continue(); }
  bool closes() const { return head_.closes(); }

 private:
  State read_body(std::string_view& bytes);
  State refuse(Code code);

  const Limits* limits_;
  State state_ = State::head;
  Code refusal_ = Code::http_syntax;
  RequestHead head_;
  std::optional<ChunkedBody> chunked_;
};

}  // namespace guichet::http
