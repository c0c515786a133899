// SPDX-License-Identifier: Apache-2.0
#include "http/listener.hpp"

#include <csignal>
#include <system_error>
#include <vector>

#include "http/tls.hpp"
#include "http/worker.hpp"

namespace guichet::http {

struct Listener::State {
  State(ListenerSettings settings, Conversation& conversation, const Clock& clock)
      : premises(std::move(settings), conversation, clock) {}

  Outcome<void> listen();

  Premises premises;
  std::uint16_t port = 0;
  bool running = false;
  std::vector<std::unique_ptr<Worker>> workers;
};

Outcome<void> Listener::State::listen() {
  const ListenerSettings& settings = premises.settings;
  GUICHET_TRY(endpoint, endpoint_of(settings));
  for (int i = 0; i < settings.threads; ++i) {
    workers.push_back(std::make_unique<Worker>(premises));
    Acceptor& acceptor = workers.back()->acceptor();
    GUICHET_CHECK(listening, i == 0 ? listen_first(acceptor, endpoint, settings.door)
                                    : listen_beside(acceptor, endpoint, settings.door));
    endpoint = acceptor.local_endpoint();  // port 0 has become a port for all
  }
  port = endpoint.port();
  return {};
}

Outcome<std::unique_ptr<Listener>> Listener::bind(ListenerSettings settings,
                                                  const ServerCertificate* certificate,
                                                  Conversation& conversation, const Clock& clock) {
  auto state = std::make_unique<State>(std::move(settings), conversation, clock);
  if (certificate != nullptr) {
    GUICHET_TRY(tls, TlsContext::make(*certificate, state->premises.settings.judge));
    state->premises.replace_tls(std::move(tls));
  }
  try {
    GUICHET_CHECK(listening, state->listen());
  } catch (const std::system_error& error) {
    return refuse(Code::internal, "cannot listen: " + error.code().message());
  }
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() {
  wind_down();
  finish(std::chrono::steady_clock::now());
}

std::uint16_t Listener::port() const { return state_->port; }

std::size_t Listener::connections() const { return state_->premises.open_connections; }

void Listener::start() {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets whose other end may have gone
  state_->running = true;
  for (const auto& worker : state_->workers) worker->start();
}

Outcome<void> Listener::replace_certificate(const ServerCertificate& certificate) {
  GUICHET_TRY(tls, TlsContext::make(certificate, state_->premises.settings.judge));
  state_->premises.replace_tls(std::move(tls));
  return {};
}

void Listener::wind_down() {
  if (!state_->running) return;
  for (const auto& worker : state_->workers) worker->wind_down();
}

void Listener::finish(std::chrono::steady_clock::time_point deadline) {
  if (!state_->running) return;
  state_->running = false;
  bool all_ended = true;
  for (std::size_t i = 0; i < state_->workers.size(); ++i)
    all_ended = state_->premises.ended.try_acquire_until(deadline) && all_ended;
  for (const auto& worker : state_->workers) {
    if (!all_ended) worker->end();
    worker->join();
  }
}

}  // namespace guichet::http
