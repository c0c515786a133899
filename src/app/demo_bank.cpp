// SPDX-License-Identifier: Apache-2.0
//
// `guichet demo-bank`: the personas' bank as a bank's own service would be, to show and to test the
// connector over a real socket.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <expected>

#include "app/arguments.hpp"
#include "app/bank_commands.hpp"
#include "app/commands.hpp"
#include "app/settings.hpp"
#include "app/system_clock.hpp"
#include "bank/embedded/embedded_bank.hpp"
#include "bank/http/service.hpp"
#include "client/application.hpp"
#include "counter/wait.hpp"
#include "crypto/key.hpp"
#include "crypto/x509.hpp"
#include "http/listener.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

constexpr std::size_t most_body_bytes = 16 * 1024;

struct DemoOptions {
  std::string listen = "127.0.0.1:8444";
  std::string certificate;
  std::string key;
  std::string clients;
};

/// Puts the service on the wire.
class ServiceConversation final : public http::Conversation {
 public:
  explicit ServiceConversation(bank::CoreBanking& bank) : bank_(bank) {}

  std::size_t body_limit(message::Door, std::string_view, std::string_view) const override {
    return most_body_bytes;
  }

  http::Task<message::Response> answer(message::Request request) override {
    auto ask = [&](Completion<bank::ServiceAnswer> done) {
      bank::answer_call(bank_, request.method, request.target, request.body,
                        [done = std::move(done)](bank::ServiceAnswer answer) mutable {
                          done(std::move(answer));
                        });
    };
    auto answer = co_await counter::answer_of<bank::ServiceAnswer>(ask);
    message::Response response;
    response.status = answer->status;
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "no-store");
    response.body = std::move(answer->body);
    co_return response;
  }

  message::Response refuse(const message::Request&, Code code) override {
    message::Response response;
    response.status = entry_of(code).status;
    response.close = true;
    return response;
  }

 private:
  bank::CoreBanking& bank_;
};

int failed(int code, const std::string& words) {
  std::fprintf(stderr, "guichet demo-bank: %s\n", words.c_str());
  return code;
}

void describe(CLI::App& app, DemoOptions& options) {
  app.add_option("--listen", options.listen, "HOST:PORT")->capture_default_str();
  app.add_option("--certificate", options.certificate, "PEM; without it plain HTTP, loopback only");
  app.add_option("--key", options.key, "PEM of its key");
  app.add_option("--clients", options.clients,
                 "PEM of the authority whose client certificates are let in");
}

std::unexpected<std::string> unfit(const std::string& file, const char* expected) {
  return std::unexpected(file + ": expected " + expected);
}

/// What --certificate and --key name; the error says which file is wrong.
std::expected<http::ServerCertificate, std::string> pair_of(const DemoOptions& options) {
  const auto chain = client::read_file(options.certificate);
  if (!chain) return std::unexpected(chain.error().said);
  if (!crypto::der_of_pem(*chain))
    return unfit(options.certificate, "a certificate in PEM (-----BEGIN CERTIFICATE-----)");
  const auto key = client::read_file(options.key);
  if (!key) return std::unexpected(key.error().said);
  if (!crypto::PrivateKey::from_pem(*key))
    return unfit(options.key, "an unencrypted private key in PEM (-----BEGIN PRIVATE KEY-----)");
  return http::ServerCertificate{*chain, *key, {}};
}

/// Lets in whom an authority of `file` vouches for.
std::expected<http::HandshakeJudge, std::string> judge_of(const std::string& file,
                                                          const Clock& clock) {
  const auto content = client::read_file(file);
  if (!content) return std::unexpected(content.error().said);
  const auto anchors = crypto::der_of_pem(*content);
  if (!anchors) return unfit(file, "a certificate in PEM (-----BEGIN CERTIFICATE-----)");
  const crypto::TrustStore trusted(*anchors);
  return [trusted, &clock](const message::ClientCertificate& presented, std::string_view) {
    return trusted.verify(presented.chain_der, clock.now());
  };
}

int serve(const DemoOptions& options, const sigset_t& endings) {
  const SystemClock clock;
  bank::EmbeddedBank bank(sandbox::persona_tables(), clock);
  ServiceConversation conversation(bank);
  const auto endpoint = read_endpoint(options.listen);
  if (!endpoint) return failed(exit_usage, "--listen: " + endpoint.error());
  http::ListenerSettings settings;
  settings.host = endpoint->host;
  settings.port = static_cast<std::uint16_t>(endpoint->port);
  const bool is_tls = !options.certificate.empty();
  if (!is_tls && !is_on_loopback(*endpoint))
    return failed(exit_usage, "without --certificate it listens on a loopback address only");
  if (!is_tls) settings.door = message::Door::web;
  const auto pair = is_tls ? pair_of(options) : http::ServerCertificate{};
  if (!pair) return failed(exit_usage, pair.error());
  if (is_tls && !options.clients.empty()) {
    auto judge = judge_of(options.clients, clock);
    if (!judge) return failed(exit_usage, judge.error());
    settings.judge = *std::move(judge);
  }
  const auto listener =
      http::Listener::bind(settings, is_tls ? &*pair : nullptr, conversation, clock);
  if (!listener) return failed(exit_failed, listener.error().said);
  (*listener)->start();
  std::printf("{\"ready\":true,\"bank\":\"%s://%s\"}\n", is_tls ? "https" : "http",
              text_of({endpoint->host, (*listener)->port()}).c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&endings, &signal);
  (*listener)->wind_down();
  (*listener)->finish(std::chrono::steady_clock::now() + std::chrono::seconds(5));
  return exit_done;
}

}  // namespace

int demo_bank_main(const std::vector<std::string>& arguments) {
  CLI::App app("The personas' bank as a service of its own", "guichet demo-bank");
  DemoOptions options;
  describe(app, options);
  if (const auto ended = ended_by_arguments(app, arguments)) return *ended;
  if (options.certificate.empty() != options.key.empty())
    return failed(exit_usage, "a certificate and its key go together; name both or neither");
  sigset_t endings;
  sigemptyset(&endings);
  sigaddset(&endings, SIGTERM);
  sigaddset(&endings, SIGINT);
  pthread_sigmask(SIG_BLOCK, &endings, nullptr);
  return serve(options, endings);
}

}  // namespace guichet::app
