// SPDX-License-Identifier: Apache-2.0
#include "sca/journey.hpp"

#include <algorithm>
#include <utility>

#include "crypto/secret.hpp"
#include "message/html.hpp"
#include "sca/browser.hpp"
#include "sca/journey_finding.hpp"
#include "sca/pages.hpp"
#include "sca/proof.hpp"
#include "sca/turn.hpp"

namespace guichet::sca {
namespace {

using message::Request;
using message::Response;
using std::chrono::seconds;

/// A proof takes longer to judge only where the node that judged it is gone.
constexpr seconds longest_judging{30};
constexpr int most_challenges = 4;              // the first, and three more on demand
constexpr std::size_t longest_identifier = 64;  // characters; nobody's is longer, so it is nobody

/// What the customer typed into `field`, without the blanks around it.
std::string typed(const message::Parameters& form, std::string_view field) {
  std::string_view text = message::single(form, field).value_or("");
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return message::first_characters(text, longest_identifier);
}

/// The means that was chosen, if it is one that can be chosen there.
Means chosen_means(const Turn& turn) {
  const Means means = means_of(message::single(turn.form, "method").value_or(""));
  const std::vector<Means>& offered = turn.state.settings.means_at(turn.establishment);
  const bool is_offered = std::ranges::find(offered, means) != offered.end() &&
                          can_be_shown(means, turn.request.door, is_on_a_phone(turn.request));
  return is_offered ? means : offered.front();
}

void note_what_was_typed(Turn& turn) {
  turn.journey.identifier = typed(turn.form, "identifier");
  turn.journey.user_number = typed(turn.form, "user_number");
  turn.journey.means = chosen_means(turn);
}

/// Puts the customer to the proof on the second level.
void identified(TurnPtr turn, Outcome<Customer> customer) {
  Journey& journey = turn->journey;
  // An identifier that nobody has goes on like any other; all else is ours.
  if (!customer && customer.error().code != Code::oauth_access_denied) {
    end_by_fault(*turn, std::move(customer).error());
    return keep_and_show(std::move(turn));
  }
  if (customer) journey.customer = *std::move(customer);
  journey.identifier_hash = crypto::sha256(journey.identifier);
  journey.identifier.clear();
  journey.user_number.clear();
  journey.first_browser = journey.browser;
  journey.identified_at = turn->state.clock.now();
  go_to_second_level(*turn);
  journey.browser = crypto::sha256(turn->browser_secret);
  challenge(std::move(turn));
}

void identify(TurnPtr turn) {
  note_what_was_typed(*turn);
  if (turn->journey.identifier.empty())
    return show_error(std::move(turn), Text::error_identifier_missing);
  bank::CoreBanking& bank = turn->state.bank;
  std::string code(turn->establishment.code);
  std::string identifier = turn->journey.identifier;
  std::string user_number = turn->journey.user_number;
  bank.customer_of(std::move(code), std::move(identifier), std::move(user_number),
                   [turn = std::move(turn)](Outcome<Customer> customer) mutable {
                     identified(std::move(turn), std::move(customer));
                   });
}

/// What is said of another challenge, and of one that there will not be.
struct Again {
  Text news;
  Text no_more;
};

Again again_by(Means means) {
  if (means == Means::secur_pass) return {Text::phone_asked_again, Text::error_no_more_questions};
  if (means == Means::cap_reader) return {Text::challenge_anew, Text::error_no_more_numbers};
  return {Text::otp_sent_again, Text::error_no_more_codes};
}

void send_again(TurnPtr turn) {
  const Again again = again_by(turn->journey.means);
  if (turn->journey.challenges >= most_challenges)
    return show_error(std::move(turn), again.no_more);
  challenge(std::move(turn), again.news);
}

void end_and_show(TurnPtr turn, Code code, std::string said) {
  end_with(*turn, {code, std::move(said)});
  keep_and_show(std::move(turn));
}

/// The first page's form, by way of the back button: it has been answered. A program that sends all
/// it has to every page proves something with it.
bool is_the_first_form_again(const Turn& turn) {
  const auto is_empty = [&](std::string_view field) {
    return message::single(turn.form, field).value_or("").empty();
  };
  const bool asks_for_digits =
      turn.journey.means == Means::otp_sms || turn.journey.means == Means::cap_reader;
  return asks_for_digits && message::occurrences(turn.form, "identifier") > 0 && is_empty("otp") &&
         is_empty("response");
}

/// What a form does to the journey it finds.
void handle(TurnPtr turn) {
  Journey& journey = turn->journey;
  const Instant now = turn->state.clock.now();
  const std::string action(message::single(turn->form, "action").value_or("continue"));
  if (journey.step == Step::ended || journey.step == Step::signed_in) return show(std::move(turn));
  if (journey.step == Step::judging && now < journey.judged_since + longest_judging)
    return show(std::move(turn));
  if (journey.step == Step::judging)
    return end_and_show(std::move(turn), Code::oauth_temporarily_unavailable,
                        "The bank was interrupted; the customer may start again.");
  if (!is_fresh(journey, now))
    return end_and_show(std::move(turn), Code::oauth_access_denied,
                        "The customer did not finish within ten minutes.");
  if (action == "cancel")
    return end_and_show(std::move(turn), Code::oauth_access_denied, "The customer cancelled.");
  if (action == "show") return show(std::move(turn));
  if (action == "language-fr" || action == "language-en") {
    journey.language = action == "language-fr" ? Language::french : Language::english;
    if (journey.step == Step::identify) note_what_was_typed(*turn);
    return keep_and_show(std::move(turn));
  }
  if (journey.step == Step::prove && is_the_first_form_again(*turn)) return show(std::move(turn));
  journey.error.reset();
  journey.news.reset();
  if (journey.step == Step::identify) return identify(std::move(turn));
  if (action == "resend") return send_again(std::move(turn));
  prove(std::move(turn));
}

/// The completion of a form that is being answered: tells those who wait for it what the first of
/// them is told. Where the form is lost, for want of memory, so are they, and with them the form's
/// place: each learns it from the end of its own completion.
class TellingAll {
 public:
  explicit TellingAll(store::JourneyKey key) : key_(std::move(key)) {}
  TellingAll(TellingAll&& other) noexcept
      : state_(std::exchange(other.state_, nullptr)), key_(std::move(other.key_)) {}
  TellingAll& operator=(TellingAll&&) = delete;
  ~TellingAll() {
    if (state_ != nullptr) static_cast<void>(those_who_wait());
  }

  /// From now on they are there.
  void begin(Journeys::State& state) { state_ = &state; }
  void operator()(const Outcome<Response>& outcome) {
    for (Completion<Response>& done : those_who_wait()) done(outcome);
  }

 private:
  std::vector<Completion<Response>> those_who_wait() {
    Journeys::State& state = *std::exchange(state_, nullptr);
    const std::scoped_lock lock(state.mutex);
    return std::move(state.at_work.extract(key_).mapped());
  }

  Journeys::State* state_ = nullptr;
  store::JourneyKey key_;
};

/// One form of a journey at a time; a second click is told what the first one is told.
void one_at_a_time(TurnPtr turn) {
  Journeys::State& state = turn->state;
  TellingAll telling(turn->key());
  {
    const store::JourneyKey key = turn->key();
    const std::scoped_lock lock(state.mutex);
    const auto [at_work, is_first] = state.at_work.try_emplace(key);
    if (is_first) telling.begin(state);
    at_work->second.push_back(std::move(turn->done));
    if (!is_first) return;
  }
  turn->done = std::move(telling);
  handle(std::move(turn));
}

/// Browsers see the page by a GET of its own: reloading it or going back to it posts nothing.
Completion<Response> by_redirect(std::string id, Completion<Response> done) {
  return [id = std::move(id), done = std::move(done)](Outcome<Response> response) mutable {
    if (!response || response->status != 200 || response->body.empty())
      return done(std::move(response));
    Response see_other = redirect(std::string(Journeys::form_path) + "?journey=" + id);
    for (const message::Header& header : response->headers.all())
      if (header.name == "Set-Cookie") see_other.headers.add(header.name, header.value);
    done(std::move(see_other));
  };
}

}  // namespace

Journeys::Journeys(bank::CoreBanking& bank, Proofs proofs, Books books, const Clock& clock,
                   Randomness& randomness, PageSettings settings)
    : state_(std::make_unique<State>(bank, proofs, books, clock, randomness, settings,
                                     JourneyKeeper(settings.secret, randomness))) {}

Journeys::~Journeys() = default;

void Journeys::clear() {
  const std::scoped_lock lock(state_->mutex);
  state_->ways_out.clear();
}

namespace {

/// A journey that begins, but for what it is for.
TurnPtr new_turn(Journeys::State& state, Request request, const Establishment& establishment,
                 oauth::Clients clients, std::string_view ui_locales, Completion<Response> done) {
  auto turn = std::make_unique<Turn>(state, establishment, std::move(clients), std::move(request));
  turn->id = crypto::new_secret(state.randomness);
  turn->browser_secret = crypto::new_secret(state.randomness);
  turn->version = 1;
  Journey& journey = turn->journey;
  journey.form_token = crypto::new_secret(state.randomness);
  journey.browser = crypto::sha256(turn->browser_secret);
  journey.language =
      choose_language(ui_locales, turn->request.headers.find("accept-language").value_or(""));
  journey.means = state.settings.means_at(establishment).front();
  journey.opened_at = state.clock.now();
  std::vector<std::string> cookies = cookies_to_drop(turn->request);
  cookies.push_back(cookie_line(turn->request.door, turn->id, turn->browser_secret));
  turn->done = with_cookies(std::move(cookies), std::move(done));
  return turn;
}

/// Keeps a new journey and shows its first page.
void open(TurnPtr turn) {
  Journeys::State& state = turn->state;
  const SecretHash source = source_of(state, turn->request);
  TrySource tries_of{std::string(turn->establishment.code), source};
  const Instant now = turn->journey.opened_at;
  auto after_look = [turn = std::move(turn), source, now](Outcome<bool> may_try) mutable {
    if (may_try && !*may_try) return answer(std::move(turn), refuse(Code::page_source_limit));
    store::JourneyBook& book = turn->state.books.journeys;
    store::JourneyKey key = turn->key();
    std::string content = turn->state.keeper.closed(key, turn->journey);
    auto opened = [turn = std::move(turn)](Outcome<void> outcome) mutable {
      if (!outcome && outcome.error().code == Code::page_too_many)
        return answer(std::move(turn), std::unexpected(std::move(outcome).error()));
      if (!outcome) end_by_fault(*turn, std::move(outcome).error());
      show(std::move(turn));
    };
    book.open(std::move(key), source, std::move(content), now, std::move(opened));
  };
  state.books.tries.may_try(std::move(tries_of), now, std::move(after_look));
}

}  // namespace

void Journeys::begin(Request request, const Establishment& establishment, oauth::Clients clients,
                     std::string issuer, oauth::AuthorizationRequest authorization,
                     std::string_view ui_locales, Completion<Response> done) {
  auto turn = new_turn(*state_, std::move(request), establishment, std::move(clients), ui_locales,
                       std::move(done));
  turn->journey.issuer = std::move(issuer);
  turn->journey.authorization = std::move(authorization);
  open(std::move(turn));
}

void Journeys::begin_sign_in(Request request, const Establishment& establishment,
                             std::optional<Text> news, Completion<Response> done) {
  auto turn = new_turn(*state_, std::move(request), establishment, {}, {}, std::move(done));
  turn->journey.news = news;
  open(std::move(turn));
}

void Journeys::proceed(Request request, const Establishment& establishment, oauth::Clients clients,
                       Completion<Response> done) {
  auto form = message::parse_parameters(request.body, true);
  if (!form)
    return done(refuse(Code::page_session_unknown, {}, "form is not well percent-encoded"));
  if (comes_from_elsewhere(request))
    return done(refuse(Code::page_form_foreign, {}, "form of another origin"));
  auto turn = std::make_unique<Turn>(*state_, establishment, std::move(clients), std::move(request),
                                     *std::move(form));
  turn->id = message::single(turn->form, "journey").value_or("");
  turn->done =
      is_a_browser(turn->request) ? by_redirect(turn->id, std::move(done)) : std::move(done);
  find_journey(std::move(turn), [](TurnPtr found) {
    if (!crypto::equal_in_constant_time(message::single(found->form, "form_token").value_or(""),
                                        found->journey.form_token))
      return answer(std::move(found),
                    refuse(Code::page_form_foreign, {}, "form token does not match"));
    if (message::single(found->form, "action") == "look") return look(std::move(found));
    one_at_a_time(std::move(found));
  });
}

void Journeys::show(Request request, const Establishment& establishment, oauth::Clients clients,
                    Completion<Response> done) {
  const auto query = message::parse_parameters(message::query_of(request.target), true);
  if (!query) return done(refuse(Code::page_session_unknown, {}, "query is not well encoded"));
  auto turn =
      std::make_unique<Turn>(*state_, establishment, std::move(clients), std::move(request));
  turn->done = std::move(done);
  const auto named = message::single(*query, "journey");
  if (!named) return show_last(std::move(turn));
  turn->id = *named;
  find_journey(std::move(turn), sca::show);
}

}  // namespace guichet::sca
