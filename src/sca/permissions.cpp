// SPDX-License-Identifier: Apache-2.0
#include "sca/permissions.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crypto/secret.hpp"
#include "message/target.hpp"
#include "sca/browser.hpp"
#include "sca/journey_state.hpp"
#include "sca/permission_pages.hpp"
#include "sca/turn.hpp"

namespace guichet::sca {

struct Permissions::State {
  Journeys& journeys;
  bank::CoreBanking& bank;
  Books books;
  const Clock& clock;
  NameOfTpp name_of_tpp;
  PageSettings settings;
  JourneyKeeper keeper;
};

namespace {

using message::Request;
using message::Response;
using std::chrono::minutes;

constexpr minutes longest_idle{5};
constexpr minutes longest_session{30};
constexpr std::size_t accesses_on_a_page = 100;

std::string session_name(message::Door door) {
  return door == message::Door::api ? "__Host-guichet-permissions" : "guichet-permissions";
}

/// One request of somebody who is signed in, while it is answered. It goes from hand to hand.
struct Visit {
  Permissions::State& state;
  const Establishment& establishment;
  Request request;
  message::Parameters parameters;
  Completion<Response> done;
  store::JourneyKey key = {};
  std::uint64_t version = 0;
  Journey session = {};
  std::vector<Account> accounts = {};
  std::vector<Permission> permissions = {};

  const std::string& psu() const { return session.customer->psu; }
  std::string code() const { return std::string(establishment.code); }
  std::string_view parameter(std::string_view name) const {
    return message::single(parameters, name).value_or("");
  }
};
using VisitPtr = std::unique_ptr<Visit>;
using Next = std::move_only_function<void(VisitPtr)>;

void answer(VisitPtr visit, Outcome<Response> response) {
  auto done = std::move(visit->done);
  visit.reset();
  done(std::move(response));
}

DashboardContext context_of(Visit& visit) {
  return {visit.session.language,   visit.establishment, visit.state.settings,
          visit.session.form_token, visit.accounts,      visit.session.news};
}

Response see_other(std::string_view tpp) {
  return redirect(tpp.empty() ? std::string(Permissions::path) : address_of(tpp));
}

/// Finds out who is signed in; whoever is not is asked to, with the reason if he was. A form of his
/// leads to the page that asks.
void with_session(VisitPtr visit, Next next) {
  const std::string cookie = cookie_value(visit->request, session_name(visit->request.door));
  const std::size_t point = cookie.find('.');
  const auto sign_in = [](VisitPtr asked, std::optional<Text> news) {
    if (asked->request.method == "POST") return answer(std::move(asked), see_other({}));
    Permissions::State& state = asked->state;
    state.journeys.begin_sign_in(std::move(asked->request), asked->establishment, news,
                                 std::move(asked->done));
  };
  if (point == std::string::npos) return sign_in(std::move(visit), {});
  visit->key = {visit->code(), crypto::sha256(std::string_view(cookie).substr(0, point))};
  store::JourneyBook& book = visit->state.books.journeys;
  store::JourneyKey key = visit->key;
  book.find(std::move(key), [visit = std::move(visit), next = std::move(next), sign_in,
                             secret = cookie.substr(point + 1)](
                                Outcome<store::KeptJourney> kept) mutable {
    auto session = kept ? visit->state.keeper.opened(visit->key, kept->content) : std::nullopt;
    if (!session || session->step != Step::signed_in || !session->customer ||
        !crypto::equal_in_constant_time(crypto::sha256(secret), session->session))
      return sign_in(std::move(visit), {});
    const Instant now = visit->state.clock.now();
    if (now >= session->seen_at + longest_idle || now >= session->opened_at + longest_session)
      return sign_in(std::move(visit), Text::signed_out_idle);
    visit->version = kept->version;
    visit->session = *std::move(session);
    visit->session.seen_at = now;
    next(std::move(visit));
  });
}

/// Keeps the session as it stands. Where another tab was faster its word stands, which says no less
/// of when the customer was seen.
void keep(VisitPtr visit, Next next) {
  store::JourneyBook& book = visit->state.books.journeys;
  store::JourneyKey key = visit->key;
  const std::uint64_t version = visit->version;
  std::string content = visit->state.keeper.closed(key, visit->session);
  book.change(std::move(key), version, std::move(content),
              [visit = std::move(visit), next = std::move(next)](Outcome<bool> kept) mutable {
                if (!kept)
                  return answer(std::move(visit), std::unexpected(std::move(kept).error()));
                next(std::move(visit));
              });
}

/// What was last read by each TPP, one after the other.
void with_last_accesses(VisitPtr visit, std::size_t at, Next next) {
  if (at == visit->permissions.size()) return next(std::move(visit));
  store::AccessBook& book = visit->state.books.accesses;
  AccessKey key(visit->code(), visit->psu(), visit->permissions[at].tpp);
  book.last(std::move(key), [visit = std::move(visit), at,
                             next = std::move(next)](Outcome<std::optional<Access>> last) mutable {
    if (!last) return answer(std::move(visit), std::unexpected(std::move(last).error()));
    visit->permissions[at].last = *std::move(last);
    with_last_accesses(std::move(visit), at + 1, std::move(next));
  });
}

Permission& permission_of(Visit& visit, const std::string& tpp) {
  auto found = std::ranges::find(visit.permissions, tpp, &Permission::tpp);
  if (found != visit.permissions.end()) return *found;
  visit.permissions.push_back({.tpp = tpp,
                               .name = visit.state.name_of_tpp(tpp),
                               .consent = {},
                               .since = {},
                               .until = {},
                               .last = {}});
  return visit.permissions.back();
}

/// The tokens, which a TPP may have without a consent yet.
void with_pairs(VisitPtr visit, Next next) {
  store::GrantBook& book = visit->state.books.grants;
  std::string code = visit->code();
  std::string psu = visit->psu();
  const Instant now = visit->state.clock.now();
  book.pairs_of(std::move(code), std::move(psu), now,
                [visit = std::move(visit),
                 next = std::move(next)](Outcome<std::vector<Grant>> pairs) mutable {
                  if (!pairs)
                    return answer(std::move(visit), std::unexpected(std::move(pairs).error()));
                  for (const Grant& pair : *pairs) {
                    Permission& permission = permission_of(*visit, pair.key.tpp);
                    const Instant end = pair.sca_at + sca_validity;
                    permission.until = std::max(permission.until.value_or(end), end);
                    if (permission.consent.is_empty()) permission.since = pair.sca_at;
                  }
                  with_last_accesses(std::move(visit), 0, std::move(next));
                });
}

void with_consents(VisitPtr visit, Next next) {
  store::ConsentBook& book = visit->state.books.consents;
  std::string code = visit->code();
  std::string psu = visit->psu();
  book.of_customer(std::move(code), std::move(psu),
                   [visit = std::move(visit),
                    next = std::move(next)](Outcome<std::vector<ConsentToTpp>> consents) mutable {
                     if (!consents)
                       return answer(std::move(visit),
                                     std::unexpected(std::move(consents).error()));
                     for (ConsentToTpp& each : *consents) {
                       Permission& permission = permission_of(*visit, each.tpp);
                       permission.consent = std::move(each.in_force.consent);
                       permission.since = each.since;
                     }
                     with_pairs(std::move(visit), std::move(next));
                   });
}

/// All that the dashboard shows. The names of accounts are a courtesy: without core banking the
/// numbers do.
void with_permissions(VisitPtr visit, Next next) {
  bank::CoreBanking& bank = visit->state.bank;
  std::string code = visit->code();
  std::string psu = visit->psu();
  bank.accounts(std::move(code), std::move(psu),
                [visit = std::move(visit),
                 next = std::move(next)](Outcome<std::vector<Account>> accounts) mutable {
                  if (accounts) visit->accounts = *std::move(accounts);
                  with_consents(std::move(visit), std::move(next));
                });
}

void show_timeline(VisitPtr visit, const Permission& permission) {
  Instant before = visit->state.clock.now() + minutes(1);
  if (const std::string_view digits = visit->parameter("before"); !digits.empty()) {
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    before = Instant{std::chrono::milliseconds{number}};
  }
  store::AccessBook& book = visit->state.books.accesses;
  AccessKey key(visit->code(), visit->psu(), permission.tpp);
  book.of(std::move(key), before, accesses_on_a_page,
          [visit = std::move(visit), permission](Outcome<std::vector<Access>> accesses) mutable {
            if (!accesses)
              return answer(std::move(visit), std::unexpected(std::move(accesses).error()));
            std::optional<Instant> more;
            if (accesses->size() >= accesses_on_a_page) more = accesses->back().minute;
            const DashboardContext context = context_of(*visit);
            answer(std::move(visit), permission_page(context, permission, *accesses, more));
          });
}

void show_found(VisitPtr visit) {
  const std::string tpp(visit->parameter("tpp"));
  const auto found = std::ranges::find(visit->permissions, tpp, &Permission::tpp);
  const DashboardContext context = context_of(*visit);
  if (found == visit->permissions.end()) {
    auto page = permissions_page(context, visit->permissions);
    return answer(std::move(visit), std::move(page));
  }
  const std::string_view what = visit->parameter("withdraw");
  if (what != "everything" && !part_of(what)) return show_timeline(std::move(visit), *found);
  auto page = withdrawal_page(context, *found, part_of(what));
  answer(std::move(visit), std::move(page));
}

/// Takes back what the form says, then shows what is left.
void withdraw(VisitPtr visit) {
  const std::string tpp(visit->parameter("tpp"));
  const std::string what(visit->parameter("withdraw"));
  const auto part = part_of(what);
  if (tpp.empty() || (!part && what != "everything"))
    return answer(std::move(visit), see_other({}));
  store::Withdrawal& withdrawal = visit->state.books.withdrawal;
  ConsentKey key(visit->code(), visit->psu(), tpp);
  const Instant now = visit->state.clock.now();
  auto after = [visit = std::move(visit), part, tpp](Outcome<ConsentVersion> outcome) mutable {
    if (!outcome) return answer(std::move(visit), std::unexpected(std::move(outcome).error()));
    visit->session.news = part ? Text::withdrawn_kind : Text::withdrawn_everything;
    // It is done, whether or not the page can be told to say so.
    store::JourneyBook& book = visit->state.books.journeys;
    store::JourneyKey session = visit->key;
    const std::uint64_t version = visit->version;
    std::string content = visit->state.keeper.closed(session, visit->session);
    book.change(std::move(session), version, std::move(content),
                [visit = std::move(visit), tpp](Outcome<bool>) mutable {
                  answer(std::move(visit), see_other(tpp));
                });
  };
  if (part) return withdrawal.withdraw_part(std::move(key), *part, now, std::move(after));
  withdrawal.withdraw_all(std::move(key), std::nullopt, now, std::move(after));
}

Response signed_out(message::Door door) {
  auto response = redirect(std::string(Permissions::closed_path) + "?why=signed_out");
  response.headers.add("Set-Cookie", session_name(door) + "=; Path=/; HttpOnly; Max-Age=0" +
                                         (door == message::Door::api ? "; Secure" : ""));
  return response;
}

/// Until it holds: another tab may have been faster.
void sign_out(VisitPtr visit) {
  visit->session.step = Step::ended;
  store::JourneyBook& book = visit->state.books.journeys;
  store::JourneyKey key = visit->key;
  const std::uint64_t version = visit->version;
  std::string content = visit->state.keeper.closed(key, visit->session);
  book.change(std::move(key), version, std::move(content),
              [visit = std::move(visit)](Outcome<bool> kept) mutable {
                if (!kept)
                  return answer(std::move(visit), std::unexpected(std::move(kept).error()));
                if (!*kept) return with_session(std::move(visit), sign_out);
                const message::Door door = visit->request.door;
                answer(std::move(visit), signed_out(door));
              });
}

void take_form(VisitPtr visit) {
  if (!crypto::equal_in_constant_time(visit->parameter("form_token"), visit->session.form_token))
    return answer(std::move(visit),
                  refuse(Code::page_form_foreign, {}, "form token does not match"));
  const std::string_view action = visit->parameter("action");
  visit->session.news.reset();
  if (action == "withdraw") return withdraw(std::move(visit));
  if (action == "sign-out") return sign_out(std::move(visit));
  if (action == "language-fr") visit->session.language = Language::french;
  if (action == "language-en") visit->session.language = Language::english;
  keep(std::move(visit), [](VisitPtr kept) { answer(std::move(kept), see_other({})); });
}

}  // namespace

Permissions::Permissions(Journeys& journeys, bank::CoreBanking& bank, Books books,
                         const Clock& clock, Randomness& randomness, NameOfTpp name_of_tpp,
                         PageSettings settings)
    : state_(std::make_unique<State>(journeys, bank, books, clock, std::move(name_of_tpp), settings,
                                     JourneyKeeper(settings.secret, randomness))) {}

Permissions::~Permissions() = default;

void Permissions::show(Request request, const Establishment& establishment,
                       Completion<Response> done) {
  auto query = message::parse_parameters(message::query_of(request.target), true);
  if (!query) query.emplace();
  if (message::path_of(request.target) == closed_path) {
    const Language language =
        choose_language("", request.headers.find("accept-language").value_or(""));
    return done(closed_page(language, establishment, state_->settings,
                            message::single(*query, "why").value_or("")));
  }
  auto visit = std::make_unique<Visit>(*state_, establishment, std::move(request),
                                       *std::move(query), std::move(done));
  with_session(std::move(visit), [](VisitPtr found) {
    // Said once; a reload says it no more.
    const auto news = std::exchange(found->session.news, std::nullopt);
    keep(std::move(found), [news](VisitPtr kept) {
      kept->session.news = news;
      with_permissions(std::move(kept), show_found);
    });
  });
}

void Permissions::proceed(Request request, const Establishment& establishment,
                          Completion<Response> done) {
  if (comes_from_elsewhere(request))
    return done(refuse(Code::page_form_foreign, {}, "form of another origin"));
  auto form = message::parse_parameters(request.body, true);
  if (!form) form.emplace();
  auto visit = std::make_unique<Visit>(*state_, establishment, std::move(request), *std::move(form),
                                       std::move(done));
  with_session(std::move(visit), take_form);
}

std::string session_cookie(message::Door door, const std::string& journey_id,
                           const std::string& secret) {
  return session_name(door) + "=" + journey_id + "." + secret + "; Path=/; HttpOnly; SameSite=Lax" +
         (door == message::Door::api ? "; Secure" : "");
}

}  // namespace guichet::sca
