// SPDX-License-Identifier: Apache-2.0
#include "sca/journey.hpp"

#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "message/html.hpp"
#include "sca/journey_state.hpp"
#include "sca/pages.hpp"

namespace guichet::sca {
namespace {

using message::Request;
using message::Response;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t most_journeys = 10'000;
constexpr minutes journey_lifetime{10};
/// Afterwards a form that comes late still finds its way back to the TPP.
constexpr minutes journey_kept{20};
constexpr seconds challenge_lifetime{180};
constexpr int most_codes_sent = 4;              // the first, and three more on demand
constexpr std::size_t longest_identifier = 64;  // characters; nobody's is longer, so it is nobody

std::string cookie_name(message::Door door, const std::string& journey_id) {
  // One cookie a journey, so that two tabs do not throw each other out. Browsers and programs drop
  // Secure cookies over plain HTTP, which only the sandbox's loopback port speaks.
  return (door == message::Door::api ? "__Host-guichet-sca-" : "guichet-sca-") +
         journey_id.substr(0, 8);
}

std::string cookie(message::Door door, const std::string& journey_id, const std::string& secret) {
  return cookie_name(door, journey_id) + "=" + secret +
         "; Path=/; HttpOnly; SameSite=Lax; Max-Age=600" +
         (door == message::Door::api ? "; Secure" : "");
}

std::string cookie_value(const Request& request, const std::string& name) {
  for (const message::Header& header : request.headers.all()) {
    if (!message::same_name(header.name, "cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      std::string_view pair = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
        return std::string(pair.substr(name.size() + 1));
    }
  }
  return {};
}

/// A form that another site sent. Browsers say "null" for our own pages, because they give no
/// referrer.
bool comes_from_elsewhere(const Request& request) {
  // Another bank of the group is the same site and yet somebody else.
  const std::string_view site = request.headers.find("sec-fetch-site").value_or("none");
  if (site != "same-origin" && site != "none") return true;
  const auto origin = request.headers.find("origin");
  if (!origin || *origin == "null") return false;
  const std::string_view scheme = request.door == message::Door::api ? "https://" : "http://";
  return !message::same_name(
      *origin, std::string(scheme) + std::string(request.headers.find("host").value_or("")));
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

PageContext context_of(const Journey& journey, const PageSettings& settings, std::string_view bank,
                       std::optional<Text> error = {}) {
  return {journey.language,
          bank,
          journey.authorization.tpp_name,
          journey.id,
          journey.form_token,
          journey.authorization.redirect_uri,
          settings,
          error};
}

Response current_page(const Journey& journey, const PageSettings& settings, std::string_view bank,
                      std::optional<Text> error = {}, bool sent_again = false) {
  const PageContext context = context_of(journey, settings, bank, error);
  return journey.step == Step::identify
             ? identification_page(context, journey.identifier, journey.user_number)
             : otp_page(context, journey.masked_phone, sent_again);
}

/// A phone for whoever has none, always the same for the same identifier, so that unknown ones look
/// like known ones.
std::string invented_phone(const std::string& key, const Journey& journey) {
  const auto digest = crypto::sha256(key + journey.establishment + " " + journey.identifier);
  const unsigned number =
      (std::to_integer<unsigned>(digest[0]) * 256 + std::to_integer<unsigned>(digest[1])) % 100;
  return "06 ** ** ** " + std::string(number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

Journeys::Journeys(bank::CoreBanking& bank, store::GrantBook& grants, store::TryBook& tries,
                   const Clock& clock, Randomness& randomness, PageSettings settings)
    : state_(std::make_unique<State>(bank, grants, tries, clock, randomness, std::move(settings),
                                     crypto::new_secret(randomness))) {}

Journeys::~Journeys() = default;

void Journeys::clear() {
  const std::scoped_lock lock(state_->mutex);
  state_->journeys.clear();
  state_->by_age.clear();
}

/// Drops what nobody will come back to; where that is nothing, the oldest.
void Journeys::State::make_room(Instant now) {
  const auto may_go = [&] {
    return journeys.size() >= most_journeys ||
           now - journeys.at(by_age.front())->opened_at >= journey_kept;
  };
  while (!by_age.empty() && may_go()) {
    journeys.erase(by_age.front());
    by_age.pop_front();
  }
}

Response Journeys::begin(const Request& request, const Establishment& establishment,
                         std::string issuer, oauth::AuthorizationRequest authorization,
                         std::string_view ui_locales) {
  auto journey = std::make_shared<Journey>();
  journey->id = crypto::new_secret(state_->randomness);
  journey->form_token = crypto::new_secret(state_->randomness);
  const std::string secret = crypto::new_secret(state_->randomness);
  journey->browser = crypto::sha256(secret);
  journey->establishment = establishment.code;
  journey->issuer = std::move(issuer);
  journey->authorization = std::move(authorization);
  journey->language =
      choose_language(ui_locales, request.headers.find("accept-language").value_or(""));
  journey->opened_at = state_->clock.now();
  Response response = current_page(*journey, state_->settings, establishment.name);
  response.headers.add("Set-Cookie", cookie(request.door, journey->id, secret));
  const std::scoped_lock lock(state_->mutex);
  state_->make_room(journey->opened_at);
  state_->by_age.push_back(journey->id);
  state_->journeys.emplace(journey->id, std::move(journey));
  return response;
}

namespace {

std::string_view as_bytes(const crypto::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// True if `secret` is what `kept` is the hash of; the time taken does not tell how near it came.
bool is_secret_of(const crypto::Sha256& kept, std::string_view secret) {
  return crypto::equal_in_constant_time(as_bytes(crypto::sha256(secret)), as_bytes(kept));
}

/// The journey a form belongs to, if this browser may go on with it.
Outcome<std::shared_ptr<Journey>> find_journey(Journeys::State& state, const Request& request,
                                               const Establishment& establishment,
                                               const message::Parameters& form) {
  if (comes_from_elsewhere(request))
    return refuse(Code::page_form_foreign, {}, "form of another origin");
  const std::string id(message::single(form, "journey").value_or(""));
  const auto found = state.journeys.find(id);
  if (found == state.journeys.end())
    return refuse(Code::page_session_unknown, {}, "no such journey");
  const std::shared_ptr<Journey>& journey = found->second;
  if (journey->establishment != establishment.code)
    return refuse(Code::page_session_unknown, {}, "journey of another establishment");
  if (!is_secret_of(journey->browser, cookie_value(request, cookie_name(request.door, id))))
    return refuse(Code::page_session_unknown, {}, "journey of another browser");
  if (!crypto::equal_in_constant_time(message::single(form, "form_token").value_or(""),
                                      journey->form_token))
    return refuse(Code::page_form_foreign, {}, "form token does not match");
  return journey;
}

/// A challenge of its own, even where the sandbox's code is always the same.
void send_code(Journeys::State& state, Journey& journey) {
  ++journey.codes_sent;
  journey.challenge = crypto::sha256(state.settings.sandbox_otp);
  journey.challenge_ends_at = state.clock.now() + challenge_lifetime;
}

Response send_again(Journeys::State& state, Journey& journey, std::string_view bank) {
  if (journey.codes_sent >= most_codes_sent)
    return current_page(journey, state.settings, bank, Text::error_no_more_codes);
  send_code(state, journey);
  return current_page(journey, state.settings, bank, {}, true);
}

/// Opens the second level: a new secret for the browser, a challenge for the customer.
Response challenge(Journeys::State& state, Journey& journey, message::Door door,
                   const Establishment& establishment) {
  const std::string secret = crypto::new_secret(state.randomness);
  journey.browser = crypto::sha256(secret);
  journey.step = Step::prove;
  send_code(state, journey);
  // Made for everybody, so that who is unknown does not take longer.
  const std::string invented = invented_phone(state.mask_key, journey);
  journey.masked_phone = journey.customer ? journey.customer->masked_phone : invented;
  Response response = current_page(journey, state.settings, establishment.name);
  response.headers.add("Set-Cookie", cookie(door, journey.id, secret));
  return response;
}

/// What the customer typed into `field`, without the blanks around it.
std::string typed(const message::Parameters& form, std::string_view field) {
  std::string_view text = message::single(form, field).value_or("");
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

/// The identifier and who it belongs to are noted together, and once: the wrong codes for a
/// customer must count against his own identifier, whatever other forms of the journey were sent
/// meanwhile.
Outcome<Response> identified(Journeys::State& state, Journey& journey, message::Door door,
                             const Establishment& establishment, const std::string& identifier,
                             Outcome<Customer> customer) {
  if (journey.step != Step::identify)
    return refuse(Code::page_session_unknown, {}, "another form of this journey came first");
  // An identifier that nobody has goes on like any other; all else is ours.
  if (!customer && customer.error().code != Code::oauth_access_denied)
    return end_with(journey, {Code::oauth_temporarily_unavailable});
  journey.identifier = message::first_characters(identifier, longest_identifier);
  if (customer) journey.customer = *std::move(customer);
  return challenge(state, journey, door, establishment);
}

void identify(Journeys::State& state, std::shared_ptr<Journey> journey, message::Door door,
              const Establishment& establishment, const message::Parameters& form,
              std::unique_lock<std::mutex> lock, Completion<Response> done) {
  std::string identifier = typed(form, "identifier");
  std::string user_number = typed(form, "user_number");
  if (identifier.empty()) {
    journey->user_number = message::first_characters(user_number, longest_identifier);
    Response page =
        current_page(*journey, state.settings, establishment.name, Text::error_identifier_missing);
    lock.unlock();
    return done(std::move(page));
  }
  lock.unlock();
  auto after_search = [&state, journey, door, &establishment, identifier,
                       done = std::move(done)](Outcome<Customer> customer) mutable {
    std::unique_lock relock(state.mutex);
    auto answer = identified(state, *journey, door, establishment, identifier, std::move(customer));
    relock.unlock();
    done(std::move(answer));
  };
  state.bank.customer_of(std::string(establishment.code), std::move(identifier),
                         std::move(user_number), std::move(after_search));
}

void answer_all(Journey& journey, const Response& response, std::unique_lock<std::mutex> lock) {
  auto waiting = std::exchange(journey.waiting, {});
  lock.unlock();
  for (Completion<Response>& done : waiting) done(response);
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
    answer_all(*journey, redirect(journey->way_out), std::move(lock));
  });
}

/// What a customer sees whose try was not accepted. Whoever is unknown or locked sees the same as
/// anyone whose code is wrong.
Response turn_down(Journey& journey, const PageSettings& settings, std::string_view bank,
                   const Outcome<TryVerdict>& verdict) {
  if (!verdict) return end_with(journey, {Code::oauth_temporarily_unavailable});
  if (++journey.wrong_codes >= most_failed_tries || *verdict == TryVerdict::locks)
    return end_with(journey, {Code::oauth_access_denied,
                              "Too many wrong codes; the customer may try again later."});
  journey.step = Step::prove;
  return current_page(journey, settings, bank, Text::error_otp_wrong);
}

void prove(Journeys::State& state, std::shared_ptr<Journey> journey,
           const Establishment& establishment, const message::Parameters& form,
           std::unique_lock<std::mutex> lock, Completion<Response> done) {
  const Instant now = state.clock.now();
  const std::string_view otp = message::single(form, "otp").value_or("");
  std::optional<Text> error;
  if (otp.empty())
    error = Text::error_otp_missing;
  else if (now >= journey->challenge_ends_at)
    error = Text::error_otp_expired;
  if (error) {
    Response page = current_page(*journey, state.settings, establishment.name, error);
    lock.unlock();
    return done(std::move(page));
  }
  const bool is_right = is_secret_of(journey->challenge, otp) && journey->customer;
  // Until the verdict is there other forms of this journey wait for it: a challenge is tried by one
  // at a time, and a second click is no second try.
  journey->step = Step::ended;
  journey->waiting.push_back(std::move(done));
  TryKey key{journey->establishment, crypto::sha256(journey->identifier)};
  lock.unlock();
  state.tries.judge(std::move(key), is_right, now,
                    [&state, journey, &establishment](Outcome<TryVerdict> verdict) {
                      if (verdict && *verdict == TryVerdict::accepted) return agree(state, journey);
                      std::unique_lock relock(state.mutex);
                      const Response response =
                          turn_down(*journey, state.settings, establishment.name, verdict);
                      answer_all(*journey, response, std::move(relock));
                    });
}

}  // namespace

void Journeys::proceed(Request request, const Establishment& establishment,
                       Completion<Response> done) {
  State& state = *state_;
  const auto form = message::parse_parameters(request.body, true);
  if (!form)
    return done(refuse(Code::page_session_unknown, {}, "form is not well percent-encoded"));
  std::unique_lock lock(state.mutex);
  auto found = find_journey(state, request, establishment, *form);
  if (!found) {
    lock.unlock();
    return done(std::unexpected(std::move(found).error()));
  }
  std::shared_ptr<Journey> journey = *std::move(found);
  const std::string_view action = message::single(*form, "action").value_or("continue");
  std::optional<Response> response;
  if (journey->step == Step::ended && journey->way_out.empty())
    return journey->waiting.push_back(std::move(done));
  if (journey->step == Step::ended) {
    response = redirect(journey->way_out);
  } else if (state.clock.now() >= journey->opened_at + journey_lifetime) {
    response = end_with(
        *journey, {Code::oauth_access_denied, "The customer did not finish within ten minutes."});
  } else if (action == "cancel") {
    response = end_with(*journey, {Code::oauth_access_denied, "The customer cancelled."});
  } else if (action == "resend" && journey->step == Step::prove) {
    response = send_again(state, *journey, establishment.name);
  } else if (action == "language-fr" || action == "language-en") {
    journey->language = action == "language-fr" ? Language::french : Language::english;
    if (journey->step == Step::identify) {
      journey->identifier =
          message::first_characters(typed(*form, "identifier"), longest_identifier);
      journey->user_number =
          message::first_characters(typed(*form, "user_number"), longest_identifier);
    }
    response = current_page(*journey, state.settings, establishment.name);
  }
  if (response) {
    lock.unlock();
    return done(*std::move(response));
  }
  if (journey->step == Step::identify)
    return identify(state, std::move(journey), request.door, establishment, *form, std::move(lock),
                    std::move(done));
  prove(state, std::move(journey), establishment, *form, std::move(lock), std::move(done));
}

}  // namespace guichet::sca
