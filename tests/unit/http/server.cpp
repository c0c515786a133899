// SPDX-License-Identifier: Apache-2.0
#include "server.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>

namespace guichet::http {
namespace {

constexpr std::string_view counted_bytes = "/bytes/";

}  // namespace

std::string bytes_of_parrot(std::size_t count) {
  std::string bytes(count, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1'664'525 + 1'013'904'223;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

std::size_t Parrot::body_limit(message::Door door, std::string_view,
                               std::string_view target) const {
  const bool takes_none = target == "/none" || (target == "/web" && door != message::Door::web);
  return takes_none ? 0 : limit;
}

Task<message::Response> Parrot::answer(message::Request request) {
  {
    const std::lock_guard lock(mutex);
    requests.push_back(request);
    threads.push_back(std::this_thread::get_id());
  }
  message::Response response;
  response.headers.add("X-Target", request.target);
  response.body = request.method + " " + request.target + " " + request.body;
  if (request.target == "/big") response.body.assign(1024 * 1024, 'b');
  if (request.target.starts_with(counted_bytes))
    response.body = bytes_of_parrot(std::stoul(request.target.substr(counted_bytes.size())));
  if (request.target == "/none") response.status = 204;
  response.close = request.target == "/close";
  if (request.target == "/throw") throw std::runtime_error("a promise was broken");
  if (request.target == "/wait") {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto gate = std::make_shared<Timer>(executor, Timer::time_point::max());
    {
      const std::lock_guard lock(mutex);
      gates_.push_back(gate);
    }
    auto waiting = gate->async_wait(as_value);
    ++guests_;
    guests_.notify_all();
    co_await std::move(waiting);
  }
  co_return response;
}

message::Response Parrot::refuse(const message::Request& so_far, Code code) {
  message::Response response;
  response.status = entry_of(code).status;
  response.body = std::string(entry_of(code).name) + " " + so_far.method;
  return response;
}

void Parrot::open_gate() {
  const std::lock_guard lock(mutex);
  for (const auto& gate : gates_)
    boost::asio::post(gate->get_executor(), [gate] { gate->cancel(); });
  gates_.clear();
}

const Identity& server_identity() {
  static const Identity identity = self_signed("www.17515.sandbox.api.localhost");
  return identity;
}

Server::Server(Limits limits, message::Door door, int threads) {
  ListenerSettings settings;
  settings.host = "127.0.0.1";
  settings.threads = threads;
  settings.door = door;
  settings.limits = limits;
  const ServerCertificate certificate = server_identity().as_server();
  auto bound =
      Listener::bind(settings, door == message::Door::web ? nullptr : &certificate, parrot, clock);
  EXPECT_TRUE(bound) << bound.error().said;
  listener = *std::move(bound);
  listener->start();
}

}  // namespace guichet::http
