// SPDX-License-Identifier: Apache-2.0
#include "app/phone_line.hpp"

#include <utility>

#include "app/page_settings.hpp"
#include "app/wait_here.hpp"
#include "message/target.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

using record::Log;

/// As grave as the same answer to a browser: what is our own fault, what the TPP did or has no
/// right to, what a customer chose.
Log::Level level_of(Code code) {
  if (code == Code::oauth_access_denied) return Log::Level::info;
  return entry_of(code).status >= 500 ? Log::Level::error : Log::Level::warn;
}

/// The app was opened and does not ask its customer.
void tell_not_asked(Log& log, const message::Request& opened,
                    const Outcome<message::Response>& instead) {
  const std::string where =
      "bank app at " + std::string(opened.headers.find("host").value_or("")) + ": ";
  const Refusal* refusal =
      instead ? (instead->refusal ? &*instead->refusal : nullptr) : &instead.error();
  if (refusal == nullptr) return log.say(Log::Level::warn, where + "sent back");
  log.say(level_of(refusal->code), where + (instead ? "sent back to the TPP with " : "refused, "),
          *refusal);
}

/// What the redirect says, and neither the code nor the state in it.
void tell_sent_back(Log& log, const std::string& whose, const Outcome<std::string>& address) {
  if (!address)
    return log.say(level_of(address.error().code), whose + "refused, ", address.error());
  const auto parameters = message::parse_parameters(message::query_of(*address), false);
  const auto error = parameters ? message::single(*parameters, "error") : std::nullopt;
  if (!error) return log.say(Log::Level::info, whose + "sent back with a code");
  const RefusalEntry* const entry = find_refusal(*error);
  log.say(entry == nullptr ? Log::Level::warn : level_of(entry->code),
          whose + "sent back with " + std::string(*error));
}

}  // namespace

sandbox::PhoneLine phone_line(const Settings& settings, const HostNames& hosts,
                              const counter::Conductor& conductor, sca::InApp& in_app,
                              record::Log& log) {
  const auto apps = app_identities(settings);
  const auto own = apps.find(establishment_by_code(sandbox::persona_establishment)->brand->word);
  return {hosts,
          own == apps.end() ? std::string() : own->second.apple,
          [&conductor](const message::Request& request) { return conductor.answer_open(request); },
          [&conductor, &log](const message::Request& request) {
            auto read = conductor.read_in_app(request);
            if (!read) tell_not_asked(log, request, read.error());
            return read;
          },
          [&in_app](std::string establishment, std::string psu) {
            return wait_here<bool>([&](auto done) {
              in_app.serves(std::move(establishment), std::move(psu), std::move(done));
            });
          },
          [&in_app, &log](sca::InAppRequest request, std::string psu, bool approves) {
            const std::string whose = "bank app of " + std::string(request.establishment->code) +
                                      ", asked by " + request.authorization.client_id + ": ";
            auto address = wait_here<std::string>([&](auto done) {
              in_app.decide(std::move(request), std::move(psu), approves, std::move(done));
            });
            tell_sent_back(log, whose, address);
            return address;
          }};
}

}  // namespace guichet::app
