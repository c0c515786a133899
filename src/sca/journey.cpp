// SPDX-License-Identifier: Apache-2.0
#include "sca/journey.hpp"

#include <array>
#include <utility>

#include "crypto/secret.hpp"
#include "message/html.hpp"
#include "sca/proof.hpp"

namespace guichet::sca {
namespace {

using message::Request;
using message::Response;
using std::chrono::minutes;

constexpr std::size_t most_journeys = 10'000;
constexpr minutes journey_lifetime{10};
/// Afterwards a form that comes late still finds its way back to the TPP.
constexpr minutes journey_kept{20};
constexpr int most_challenges = 4;              // the first, and three more on demand
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

}  // namespace

Journeys::Journeys(bank::CoreBanking& bank, BankApp& app, store::GrantBook& grants,
                   store::TryBook& tries, const Clock& clock, Randomness& randomness,
                   PageSettings settings)
    : state_(std::make_unique<State>(bank, app, grants, tries, clock, randomness,
                                     std::move(settings), crypto::new_secret(randomness))) {}

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

/// What the customer typed into `field`, without the blanks around it.
std::string typed(const message::Parameters& form, std::string_view field) {
  std::string_view text = message::single(form, field).value_or("");
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return std::string(text);
}

/// Puts the customer to the proof on the second level, where the browser gets a new secret.
void challenge(Turn turn, message::Door door) {
  const std::string secret = crypto::new_secret(turn.state.randomness);
  turn.journey->browser = crypto::sha256(secret);
  turn.journey->step = Step::prove;
  turn.lock.unlock();
  auto sent = [&state = turn.state, journey = turn.journey, &establishment = turn.establishment,
               door, secret, done = std::move(turn.done)](Outcome<void> outcome) mutable {
    std::unique_lock lock(state.mutex);
    Response response = outcome ? current_page(*journey, state.settings, establishment.name)
                                : end_with(*journey, {Code::oauth_temporarily_unavailable});
    lock.unlock();
    if (outcome) response.headers.add("Set-Cookie", cookie(door, journey->id, secret));
    done(std::move(response));
  };
  send_challenge(turn.state, turn.journey, std::move(sent));
}

/// The identifier and who it belongs to are noted together, and once: the wrong codes for a
/// customer must count against his own identifier, whatever other forms of the journey were sent
/// meanwhile.
void identified(Turn turn, message::Door door, const std::string& identifier, Means means,
                Outcome<Customer> customer) {
  Journey& journey = *turn.journey;
  if (journey.step != Step::identify) {
    turn.lock.unlock();
    return turn.done(
        refuse(Code::page_session_unknown, {}, "another form of this journey came first"));
  }
  // An identifier that nobody has goes on like any other; all else is ours.
  if (!customer && customer.error().code != Code::oauth_access_denied)
    return turn.answer(end_with(journey, {Code::oauth_temporarily_unavailable}));
  journey.identifier = message::first_characters(identifier, longest_identifier);
  journey.means = means;
  if (customer) journey.customer = *std::move(customer);
  challenge(std::move(turn), door);
}

void identify(Turn turn, message::Door door, const message::Parameters& form) {
  std::string identifier = typed(form, "identifier");
  std::string user_number = typed(form, "user_number");
  const Means means = means_of(message::single(form, "method").value_or(""));
  if (identifier.empty()) {
    turn.journey->user_number = message::first_characters(user_number, longest_identifier);
    turn.journey->means = means;
    return turn.answer(current_page(*turn.journey, turn.state.settings, turn.establishment.name,
                                    Text::error_identifier_missing));
  }
  turn.lock.unlock();
  Journeys::State& state = turn.state;
  std::string code(turn.establishment.code);
  auto after_search = [turn = std::move(turn), door, identifier,
                       means](Outcome<Customer> customer) mutable {
    turn.lock.lock();
    identified(std::move(turn), door, identifier, means, std::move(customer));
  };
  state.bank.customer_of(std::move(code), std::move(identifier), std::move(user_number),
                         std::move(after_search));
}

void send_again(Turn turn) {
  Journey& journey = *turn.journey;
  const bool by_phone = journey.means == Means::secur_pass;
  if (journey.challenges >= most_challenges)
    return turn.answer(
        current_page(journey, turn.state.settings, turn.establishment.name,
                     by_phone ? Text::error_no_more_questions : Text::error_no_more_codes));
  hold(turn);
  auto sent = [&state = turn.state, kept = turn.journey, &establishment = turn.establishment,
               by_phone](Outcome<void> outcome) {
    std::unique_lock lock(state.mutex);
    if (outcome) kept->step = Step::prove;
    const Response response =
        outcome ? current_page(*kept, state.settings, establishment.name, {},
                               by_phone ? Text::phone_asked_again : Text::otp_sent_again)
                : end_with(*kept, {Code::oauth_temporarily_unavailable});
    release(*kept, response, std::move(lock));
  };
  send_challenge(turn.state, turn.journey, std::move(sent));
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
  } else if (action == "language-fr" || action == "language-en") {
    journey->language = action == "language-fr" ? Language::french : Language::english;
    if (journey->step == Step::identify) {
      journey->identifier =
          message::first_characters(typed(*form, "identifier"), longest_identifier);
      journey->user_number =
          message::first_characters(typed(*form, "user_number"), longest_identifier);
      journey->means = means_of(message::single(*form, "method").value_or(""));
    }
    response = current_page(*journey, state.settings, establishment.name);
  }
  Turn turn{state, std::move(journey), establishment, std::move(lock), std::move(done)};
  if (response) return turn.answer(*std::move(response));
  if (turn.journey->step == Step::identify) return identify(std::move(turn), request.door, *form);
  if (action == "resend") return send_again(std::move(turn));
  if (turn.journey->means == Means::secur_pass)
    return prove_by_phone(std::move(turn), action == "look");
  prove_by_code(std::move(turn), *form);
}

}  // namespace guichet::sca
