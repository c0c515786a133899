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

namespace guichet::http {

/// Reads a body in chunks (RFC 9112 7.1). Extensions are checked, counted and ignored; trailers are
/// checked and dropped. The outcome does not depend on how the bytes were cut.
class ChunkedBody {
 public:
  /// `limits` outlive this; `body_limit` in bytes of content.
  ChunkedBody(const Limits& limits, std::size_t body_limit)
      : limits_(&limits), body_limit_(body_limit) {}

  /// Takes what it can off the front of `bytes` and adds the content to `body`; give the rest again
  /// with more behind it.
  Progress read(std::string_view& bytes, std::string& body);

  /// After Progress::refused: http_syntax, body_too_large or headers_too_large.
  Code refusal() const { return refusal_; }

 private:
  enum class Part { size, content, end_of_content, trailers };

  Progress refuse(Code code);
  Progress read_size_line(std::string_view& bytes, std::size_t body_size);
  Progress read_content(std::string_view& bytes, std::string& body);
  Progress read_end_of_content(std::string_view& bytes);
  Progress read_trailers(std::string_view& bytes);

  const Limits* limits_;
  std::size_t body_limit_;
  Part part_ = Part::size;
  Code refusal_ = Code::http_syntax;
  std::uint64_t left_in_chunk_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::size_t trailer_count_ = 0;
};

}  // namespace guichet::http
