// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_connect.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "client/callback_listener.hpp"
#include "client/flow.hpp"
#include "client/form_driver.hpp"
#include "message/http_date.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

/// "LEA SANDBOXA" answers to "lea".
std::string first_name(const sandbox::Persona& persona) {
  std::string name(persona.name.substr(0, persona.name.find(' ')));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return name;
}

/// What a persona is asked besides the identifier, unless another answer was given.
std::string user_number_of(const TppOptions& options, const std::string& identifier) {
  if (!options.user_number.empty()) return options.user_number;
  const sandbox::Persona* persona = sandbox::persona_of(identifier, sandbox::persona_establishment);
  return persona == nullptr ? std::string() : std::string(persona->user_number);
}

/// Opens `url` with the desktop's browser, by xdg-open. False if there is none.
bool open_in_browser(const std::string& url) {
  std::string program = "xdg-open";
  std::string argument = url;
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0)
    return false;
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// The target of the callback, got by walking through the pages ourselves.
Step<std::string> driven(TppSession& session, const client::Authorization& authorization) {
  auto identifier = identifier_of(session.options.as);
  if (!identifier) return std::unexpected(identifier.error());
  const auto start = client::parse_url(authorization.url);
  if (!start) {
    return std::unexpected(report(
        {client::Trouble::files, "\"authorize\" of app.json is no address: " + authorization.url}));
  }
  client::FormDriver driver(session.transport);
  const client::Customer customer{*identifier, user_number_of(session.options, *identifier),
                                  session.options.otp};
  auto location = driver.walk(*start, authorization.redirect_uri, customer);
  if (!location) return std::unexpected(report(location.error()));
  return *std::move(location);
}

/// The target of the callback, got by waiting for a browser.
Step<std::string> awaited(const TppSession& session, const client::Authorization& authorization) {
  const auto redirect = client::parse_url(authorization.redirect_uri);
  auto listener = client::CallbackListener::open(*redirect);
  if (!listener) return std::unexpected(report(listener.error()));
  std::printf("Open this address in a browser and sign in as the customer:\n\n  %s\n\n",
              authorization.url.c_str());
  if (session.options.open && !open_in_browser(authorization.url))
    std::fprintf(stderr, "guichet tpp: xdg-open could not open it; copy the address\n");
  std::printf("Waiting for the bank to send him back to %s ...\n",
              authorization.redirect_uri.c_str());
  std::fflush(stdout);
  auto target = listener->wait(std::chrono::seconds{session.options.wait_seconds});
  if (!target) return std::unexpected(report(target.error()));
  return *std::move(target);
}

std::string time_of(Instant instant) { return message::http_date(instant); }

/// Keeps and describes what the token endpoint gave, or says why it refused.
int conclude(const TppSession& session, const client::Result<client::TokenReply>& reply,
             const char* done) {
  if (!reply) return report(reply.error());
  show_request(session.options, reply->answer);
  if (!reply->tokens) return report_refusal(reply->answer);
  const client::Tokens& tokens = *reply->tokens;
  if (const auto kept = session.tokens.keep(session.bank(), tokens); !kept)
    return report(kept.error());
  std::printf("%s %s\n", done, session.bank().c_str());
  std::printf("  scope          %s\n", tokens.scope.c_str());
  std::printf("  access token   until %s\n", time_of(tokens.expires_at).c_str());
  std::printf("  refresh token  %s\n", tokens.refresh_token.empty() ? "none" : "yes");
  std::printf("  kept in        %s\n", session.tokens.path().c_str());
  return exit_done;
}

}  // namespace

Step<std::string> identifier_of(const std::string& login) {
  if (std::ranges::any_of(login, [](char c) { return c >= '0' && c <= '9'; })) return login;
  std::vector<std::string> names;
  for (const sandbox::Persona& persona : sandbox::personas()) {
    names.push_back(first_name(persona));
    if (names.back() == login) return std::string(persona.login);
  }
  std::fprintf(stderr,
               "guichet tpp: no persona \"%s\"; did you mean \"%s\"? An identifier like "
               "9999999901 does too\n",
               login.c_str(), nearest(login, names).c_str());
  return std::unexpected(exit_usage);
}

int tpp_connect(TppSession& session) {
  const std::string* redirect_uri = session.application.loopback_redirect();
  if (redirect_uri == nullptr && !session.options.as.empty())
    redirect_uri = &session.application.redirect_uris.front();
  if (redirect_uri == nullptr) {
    return report(
        {client::Trouble::files,
         "app.json has no redirect URI on this machine (http://127.0.0.1:PORT/...); use --as"});
  }
  const auto authorization =
      client::begin_authorization(session.application, *redirect_uri, "aisp", session.randomness);
  const auto target =
      session.options.as.empty() ? awaited(session, authorization) : driven(session, authorization);
  if (!target) return target.error();
  const auto callback = client::read_callback(*target);
  if (!callback) return report(callback.error());
  const auto code = client::code_of(authorization, *callback, session.application.issuer);
  if (!code) return report(code.error());
  client::TokenEndpoint endpoint(session.application, session.transport, session.clock,
                                 session.randomness);
  session.listings.forget();
  return conclude(session, endpoint.exchange(authorization, *code), "Connected to");
}

int tpp_refresh(TppSession& session, const client::Tokens& tokens) {
  if (tokens.refresh_token.empty()) {
    return report(
        {client::Trouble::answer, "the bank gave no refresh token; run `guichet tpp connect`"});
  }
  client::TokenEndpoint endpoint(session.application, session.transport, session.clock,
                                 session.randomness);
  return conclude(session, endpoint.refresh(tokens), "New access token for");
}

}  // namespace guichet::app
