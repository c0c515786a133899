// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_connect.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "app/commands.hpp"
#include "app/tpp_customer.hpp"
#include "client/callback_listener.hpp"
#include "client/flow.hpp"
#include "client/form_driver.hpp"
#include "message/http_date.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

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

/// Where else a persona is a customer, if not at the establishment where we are.
std::string elsewhere(const TppSession& session, const std::string& identifier) {
  const auto codes = establishments_of(identifier);
  const std::string_view here = session.application.establishment();
  if (codes.empty() || std::ranges::find(codes, here) != codes.end()) return {};
  return "; " + identifier + " is a customer at " + codes.front() + ": --establishment " +
         codes.front();
}

/// The target of the callback, got by walking through the pages ourselves.
Step<std::string> driven(TppSession& session, const client::Authorization& authorization) {
  auto identifier = identifier_of(session.options.as, session.application.establishment());
  if (!identifier) return std::unexpected(identifier.error());
  const auto start = client::parse_url(authorization.url);
  if (!start) {
    return std::unexpected(report(
        {client::Trouble::files, "\"authorize\" of app.json is no address: " + authorization.url}));
  }
  client::FormDriver driver(session.transport);
  const client::Customer customer{*identifier, user_number_of(session, *identifier),
                                  session.options.otp};
  auto location = driver.walk(*start, authorization.redirect_uri, customer);
  if (location) return *std::move(location);
  client::Failure failure = std::move(location).error();
  failure.said += elsewhere(session, *identifier);
  return std::unexpected(report(failure));
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
  std::printf(
      "  access token   for %lld minutes, until %s\n",
      static_cast<long long>(
          std::chrono::floor<std::chrono::minutes>(tokens.expires_at - tokens.obtained_at).count()),
      message::http_date(tokens.expires_at).c_str());
  std::printf("  refresh token  %s\n", tokens.refresh_token.empty() ? "none" : "yes");
  std::printf("  kept in        %s\n", session.tokens.path().c_str());
  return exit_done;
}

}  // namespace

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
