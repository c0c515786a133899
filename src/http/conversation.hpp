// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <string_view>

#include "domain/refusals.hpp"
#include "message/request.hpp"
#include "message/response.hpp"

namespace guichet::http {

/// The concrete executor spares every operation a virtual call.
template <class T>
using Task = boost::asio::awaitable<T, boost::asio::io_context::executor_type>;

/// Who answers. http/ gets one from app/ and knows nothing else of the house. Called on every
/// thread of the server; lives longer than it.
class Conversation {
 public:
  virtual ~Conversation() = default;

  /// Bytes of body that a request to this target may have at this door, asked before the body is
  /// read.
  virtual std::size_t body_limit(message::Door door, std::string_view method,
                                 std::string_view target) const = 0;

  /// Answers a complete request. Must not throw.
  virtual Task<message::Response> answer(message::Request request) = 0;

  /// Words a refusal of the protocol level (syntax, sizes, time). `so_far` has what was understood.
  virtual message::Response refuse(const message::Request& so_far, Code code) = 0;
};

}  // namespace guichet::http
