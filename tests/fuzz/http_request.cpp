// SPDX-License-Identifier: Apache-2.0
//
// Requests of HTTP/1.1, one behind the other. The first byte says into how long pieces the others
// are cut; whatever it says, the same requests must come out.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_reader.hpp"

namespace guichet::http {
namespace {

using State = RequestReader::State;

constexpr std::size_t body_limit = 64;

/// What came out: each request as text, and how it ended.
std::vector<std::string> read_all(std::string_view bytes, std::size_t piece_length) {
  const Limits limits;
  std::vector<std::string> outcomes;
  std::string held;
  RequestReader reader(limits);
  while (!bytes.empty()) {
    held += bytes.substr(0, piece_length);
    bytes.remove_prefix(std::min(piece_length, bytes.size()));
    while (true) {
      std::string_view unread = held;
      State state = reader.read(unread);
      if (state == State::admission) {
        state = reader.admit_body(body_limit);
        if (state == State::body) state = reader.read(unread);
      }
      held = std::string(unread);
      if (state == State::refused) {
        outcomes.push_back("refused " + std::to_string(static_cast<int>(reader.refusal())));
        return outcomes;
      }
      if (state != State::complete) break;
      const message::Request& request = reader.request();
      if (request.body.size() > body_limit || request.headers.count("host") != 1) std::abort();
      std::string outcome = request.method + ' ' + request.target + ' ' + request.body;
      outcome += '\n';
      outcome += request.headers.lines();
      outcomes.push_back(std::move(outcome));
      reader = RequestReader(limits);
    }
  }
  return outcomes;
}

}  // namespace
}  // namespace guichet::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using guichet::http::read_all;
  if (size == 0) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::size_t piece_length = std::size_t{bytes[0]} + 1;
  if (read_all(wire, wire.size() + 1) != read_all(wire, piece_length)) std::abort();
  return 0;
}
