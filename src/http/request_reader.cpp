// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.hpp"

#include <algorithm>

namespace guichet::http {

RequestReader::State RequestReader::read(std::string_view& bytes) {
  if (state_ == State::body) return read_body(bytes);
  if (state_ != State::head) return state_;
  switch (head_.read(bytes)) {
    case Progress::needs_more:
      return state_;
    case Progress::refused:
      return refuse(head_.refusal());
    case Progress::complete:
      break;
  }
  return state_ = State::admission;
}

RequestReader::State RequestReader::admit_body(std::size_t limit) {
  if (head_.content_length() > limit) return refuse(Code::body_too_large);
  if (head_.chunked()) chunked_.emplace(*limits_, limit);
  return state_ = head_.chunked() || head_.content_length() > 0 ? State::body : State::complete;
}

RequestReader::State RequestReader::read_body(std::string_view& bytes) {
  std::string& body = head_.request().body;
  if (chunked_) {
    const Progress progress = chunked_->read(bytes, body);
    if (progress == Progress::refused) return refuse(chunked_->refusal());
    return state_ = progress == Progress::complete ? State::complete : State::body;
  }
  const std::size_t missing = head_.content_length() - body.size();
  const std::string_view part = bytes.substr(0, std::min(missing, bytes.size()));
  body.append(part);
  bytes.remove_prefix(part.size());
  return state_ = part.size() == missing ? State::complete : State::body;
}

RequestReader::State RequestReader::refuse(Code code) {
  refusal_ = code;
  return state_ = State::refused;
}

}  // namespace guichet::http
