// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "certificates.hpp"
#include "client.hpp"
#include "http/listener.hpp"
#include "http/sockets.hpp"

namespace guichet::http {

/// Says what it was asked. "/wait" is answered when the gate opens, "/big" with a megabyte,
/// "/bytes/7" with seven, "/close" closes, "/throw" breaks its promise. "/web" takes a body at the
/// web door alone.
class Parrot final : public Conversation {
 public:
  static constexpr std::size_t limit = 64 * 1024;

  std::size_t body_limit(message::Door door, std::string_view,
                         std::string_view target) const override;
  Task<message::Response> answer(message::Request request) override;
  message::Response refuse(const message::Request& so_far, Code code) override;

  /// Lets all that wait be answered.
  void open_gate();
  /// Returns when one request waits at the gate.
  void await_a_guest() const { guests_.wait(0); }

  std::mutex mutex;
  std::vector<message::Request> requests;
  std::vector<std::thread::id> threads;

 private:
  std::atomic<int> guests_ = 0;
  std::vector<std::shared_ptr<Timer>> gates_;
};

class NoonOfTheDay final : public Clock {
 public:
  Instant now() const override { return Instant{std::chrono::seconds{1'795'435'200}}; }
};

/// A server on a free port of this machine, with limits short enough to be waited for.
class Server {
 public:
  explicit Server(Limits limits = {}, message::Door door = message::Door::api, int threads = 1);
  ~Server() { parrot.open_gate(); }

  std::uint16_t port() const { return listener->port(); }

  Parrot parrot;
  NoonOfTheDay clock;
  std::unique_ptr<Listener> listener;
};

/// What "/bytes/" is answered with: no two stretches of it are alike for long.
std::string bytes_of_parrot(std::size_t count);

/// The certificate of all servers here; made once.
const Identity& server_identity();

}  // namespace guichet::http
