// SPDX-License-Identifier: Apache-2.0
#include "sca/proof.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "sca/pages.hpp"

namespace guichet::sca {
namespace {

using message::Response;
using std::chrono::seconds;

constexpr seconds challenge_lifetime{180};

PageContext context_of(const Journey& journey, const PageSettings& settings, std::string_view bank,
                       std::optional<Text> error, std::optional<Text> news) {
  return {journey.language,
          bank,
          journey.authorization.tpp_name,
          journey.id,
          journey.form_token,
          journey.authorization.redirect_uri,
          settings,
          error,
          news};
}

/// A phone for whoever has none, always the same for the same identifier, so that unknown ones look
/// like known ones.
std::string invented_phone(const std::string& key, const Journey& journey) {
  const auto digest = crypto::sha256(key + journey.establishment + " " + journey.identifier);
  const unsigned number =
      (std::to_integer<unsigned>(digest[0]) * 256 + std::to_integer<unsigned>(digest[1])) % 100;
  return "06 ** ** ** " + std::string(number < 10 ? "0" : "") + std::to_string(number);
}

/// Two digits for the page and the phone.
std::string new_number(Randomness& randomness) {
  std::array<std::byte, 1> byte{};
  do randomness.fill(byte);
  while (std::to_integer<unsigned>(byte[0]) >= 180);  // so that all are as likely
  return std::to_string(10 + std::to_integer<unsigned>(byte[0]) % 90);
}

bool has(const std::optional<Customer>& customer, Means means) {
  return customer && std::ranges::find(customer->means, means) != customer->means.end();
}

/// The customer has proven who he is, at this very moment.
void agree(Journeys::State& state, const std::shared_ptr<Journey>& journey) {
  const std::string code = crypto::new_secret(state.randomness);
  AuthorizationCode kept;
  kept.code_hash = crypto::sha256(code);
  kept.key = GrantKey(journey->establishment, journey->customer->psu, journey->authorization.tpp,
                      journey->authorization.scope);
  kept.client_id = journey->authorization.client_id;
  kept.redirect_uri = journey->authorization.redirect_uri;
  kept.code_challenge = journey->authorization.code_challenge;
  kept.sca_at = state.clock.now();
  kept.expires_at = kept.sca_at + code_lifetime;
  state.grants.keep_code(std::move(kept), [&state, journey, code](Outcome<void> outcome) {
    std::unique_lock lock(state.mutex);
    const oauth::AuthorizationRequest& asked = journey->authorization;
    if (outcome)
      journey->way_out =
          oauth::redirect_with_code(asked.redirect_uri, code, asked.state, journey->issuer);
    else
      end_with(*journey, {Code::oauth_temporarily_unavailable});
    release(*journey, redirect(journey->way_out), std::move(lock));
  });
}

/// What a customer sees whose try was not accepted. Whoever is unknown or locked sees the same as
/// anyone who is wrong.
Response turn_down(Journey& journey, const PageSettings& settings, std::string_view bank,
                   const Outcome<TryVerdict>& verdict, std::optional<Text> may_try_again) {
  if (!verdict) return end_with(journey, {Code::oauth_temporarily_unavailable});
  if (!may_try_again)
    return end_with(journey, {Code::oauth_access_denied, "The customer refused on his phone."});
  if (++journey.wrong_codes >= most_failed_tries || *verdict == TryVerdict::locks)
    return end_with(journey, {Code::oauth_access_denied,
                              "Too many wrong codes; the customer may try again later."});
  journey.step = Step::prove;
  return current_page(journey, settings, bank, may_try_again);
}

std::string_view as_bytes(const crypto::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

void Turn::answer(Response response) {
  lock.unlock();
  done(std::move(response));
}

Response redirect(const std::string& location) {
  Response response;
  response.status = 303;
  response.headers.add("Location", location);
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

Response end_with(Journey& journey, const Refusal& refusal) {
  journey.step = Step::ended;
  journey.way_out = oauth::redirect_with_error(journey.authorization.redirect_uri, refusal,
                                               journey.authorization.state, journey.issuer);
  return redirect(journey.way_out);
}

Response current_page(const Journey& journey, const PageSettings& settings, std::string_view bank,
                      std::optional<Text> error, std::optional<Text> news) {
  const PageContext context = context_of(journey, settings, bank, error, news);
  if (journey.step == Step::identify)
    return identification_page(context, journey.identifier, journey.user_number, journey.means);
  return journey.means == Means::secur_pass ? phone_page(context, journey.number)
                                            : otp_page(context, journey.masked_phone);
}

bool is_secret_of(const crypto::Sha256& kept, std::string_view secret) {
  return crypto::equal_in_constant_time(as_bytes(crypto::sha256(secret)), as_bytes(kept));
}

void hold(Turn& turn) {
  turn.journey->step = Step::ended;
  turn.journey->waiting.push_back(std::move(turn.done));
  turn.lock.unlock();
}

void release(Journey& journey, const Response& response, std::unique_lock<std::mutex> lock) {
  auto waiting = std::exchange(journey.waiting, {});
  lock.unlock();
  for (Completion<Response>& done : waiting) done(response);
}

void conclude(Journeys::State& state, std::shared_ptr<Journey> journey,
              const Establishment& establishment, bool is_right,
              std::optional<Text> may_try_again) {
  TryKey key{journey->establishment, crypto::sha256(journey->identifier)};
  is_right = is_right && journey->customer;
  state.tries.judge(std::move(key), is_right, state.clock.now(),
                    [&state, journey, &establishment, may_try_again](Outcome<TryVerdict> verdict) {
                      if (verdict && *verdict == TryVerdict::accepted) return agree(state, journey);
                      std::unique_lock lock(state.mutex);
                      const Response response = turn_down(
                          *journey, state.settings, establishment.name, verdict, may_try_again);
                      release(*journey, response, std::move(lock));
                    });
}

void send_challenge(Journeys::State& state, std::shared_ptr<Journey> journey,
                    Completion<void> done) {
  std::unique_lock lock(state.mutex);
  ++journey->challenges;
  journey->challenge_ends_at = state.clock.now() + challenge_lifetime;
  if (journey->means == Means::otp_sms) {
    // A challenge of its own, even where the sandbox's code is always the same.
    journey->challenge = crypto::sha256(state.settings.sandbox_otp);
    // Made for everybody, so that who is unknown does not take longer.
    const std::string invented = invented_phone(state.mask_key, *journey);
    journey->masked_phone = journey->customer ? journey->customer->masked_phone : invented;
    lock.unlock();
    return done({});
  }
  journey->number = new_number(state.randomness);
  journey->question.clear();
  AppQuestion question{journey->establishment,
                       {},
                       journey->authorization.tpp_name,
                       journey->number,
                       journey->challenge_ends_at};
  const bool is_asked = has(journey->customer, Means::secur_pass);
  if (is_asked) question.psu = journey->customer->psu;
  lock.unlock();
  if (!is_asked) return done({});
  state.app.ask(std::move(question),
                [&state, journey, done = std::move(done)](Outcome<std::string> id) mutable {
                  if (!id) return done(std::unexpected(std::move(id).error()));
                  std::unique_lock relock(state.mutex);
                  journey->question = *std::move(id);
                  relock.unlock();
                  done({});
                });
}

}  // namespace guichet::sca
