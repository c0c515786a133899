// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_session.hpp"

#include <cstdio>

#include "app/commands.hpp"
#include "app/tpp_customer.hpp"
#include "client/masking.hpp"
#include "client/refusal_answer.hpp"
#include "domain/refusals.hpp"
#include "message/response.hpp"

namespace guichet::app {
namespace {

void say(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

void say_if(const char* label, const std::string& value) {
  if (!value.empty()) say(std::string("  ") + label + value);
}

std::string remedy_of(const client::RefusalAnswer& refusal) {
  if (refusal.code == "invalid_token")
    return "`guichet tpp refresh`; if that is refused, `guichet tpp connect`.";
  if (refusal.code == "CONSENT_MISSING" || refusal.code == "ACCOUNT_UNKNOWN")
    return "`guichet tpp accounts` shows what is consented; `guichet tpp consent` changes it.";
  const RefusalEntry* entry = find_refusal(refusal.code);
  return entry == nullptr ? std::string() : std::string(entry->remedy);
}

/// The code of the establishment to go to.
Step<std::string> establishment_of(const TppOptions& options,
                                   const client::Application& application) {
  if (!options.establishment.empty()) return options.establishment;
  const std::string own(application.establishment());
  if (options.command == "connect" || options.command == "fallback")
    return establishment_for(options.as, own);
  const auto last = client::TokenFile(application.folder).last();
  if (!last) return std::unexpected(report(last.error()));
  return last->empty() ? own : std::string(client::establishment_in(*last));
}

}  // namespace

Step<std::unique_ptr<TppSession>> open_session(const TppOptions& options) {
  auto application = client::read_application(options.data, options.oid);
  if (!application) return std::unexpected(report(application.error()));
  const auto code = establishment_of(options, *application);
  if (!code) return std::unexpected(code.error());
  application = client::at_establishment(*std::move(application), *code);
  if (!application) return std::unexpected(report(application.error()));
  return std::make_unique<TppSession>(options, *std::move(application));
}

Step<client::Tokens> stored_tokens(const TppSession& session) {
  auto tokens = session.tokens.find(session.bank());
  if (!tokens) return std::unexpected(report(tokens.error()));
  if (!*tokens) {
    const std::string& code = session.options.establishment;
    say("guichet tpp: no token for " + session.bank() + " yet; run `guichet tpp connect" +
        (code.empty() ? "" : " --establishment " + code) + "` first");
    return std::unexpected(exit_failed);
  }
  return **std::move(tokens);
}

int report(const client::Failure& failure) {
  const bool nobody = failure.trouble == client::Trouble::unreachable;
  say("guichet tpp: " + failure.said + (nobody ? "; is `guichet sandbox` running?" : ""));
  return nobody ? exit_unreachable : exit_failed;
}

int report_refusal(const client::Answer& answer) {
  const client::RefusalAnswer refusal = client::read_refusal(answer);
  std::string line = "guichet tpp: refused with " + std::to_string(refusal.status);
  if (!refusal.code.empty()) line += " " + refusal.code;
  if (refusal.code.empty()) line += std::string(" ") + message::reason_of(refusal.status);
  if (!refusal.message.empty()) line += ": " + refusal.message;
  say(line);
  say_if("what to do: ", remedy_of(refusal));
  if (refusal.code == "QUOTA")
    say("  quota:      four batch accesses a day and account; with the customer present add "
        "--psu-ip ADDRESS, they are not counted");
  if (!refusal.retry_after.empty()) say("  try again:  in " + refusal.retry_after + " s");
  say_if("help:       ", refusal.help);
  say_if("request:    X-Request-ID ", refusal.request_id);
  say_if("inspector:  ", refusal.monitor);
  return exit_failed;
}

void show_request(const TppOptions& options, const client::Answer& answer) {
  if (!options.show_request) return;
  const std::string shown =
      options.show_secrets ? answer.sent : client::with_masked_secrets(answer.sent);
  std::fwrite(shown.data(), 1, shown.size(), stderr);
  std::fputs(shown.ends_with('\n') ? "" : "\n\n", stderr);
}

}  // namespace guichet::app
