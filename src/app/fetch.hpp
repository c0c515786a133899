// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <expected>
#include <string>

namespace guichet::app {

/// What to fetch over plain HTTP: things that are signed themselves, as lists and answers about
/// certificates are.
struct Errand {
  std::string url;           ///< http only; redirects are not followed
  std::string body;          ///< empty: GET; else POST
  std::string content_type;  ///< of the body
  std::size_t most_bytes = std::size_t{64} << 20;
  std::chrono::milliseconds patience{5000};
};

/// The body of a 200, or one line on why there is none. Blocks; any thread.
std::expected<std::string, std::string> fetch(const Errand& errand);

}  // namespace guichet::app
