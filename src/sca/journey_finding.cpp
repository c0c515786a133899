// SPDX-License-Identifier: Apache-2.0
#include "sca/journey_finding.hpp"

#include <utility>

#include "crypto/base64.hpp"
#include "crypto/hmac.hpp"
#include "crypto/secret.hpp"
#include "sca/browser.hpp"

namespace guichet::sca {
namespace {

using message::Request;
using std::chrono::seconds;

/// After which nobody's click is a second one any more.
constexpr seconds second_click{30};
constexpr std::size_t most_cookies = 8;  // of journeys in one browser; headers have a bound

/// A second click on the first page, whose answer was still on its way when it left.
bool is_a_second_click(const Turn& turn) {
  return turn.state.clock.now() < turn.journey.identified_at + second_click &&
         message::occurrences(turn.form, "identifier") > 0 &&
         crypto::equal_in_constant_time(crypto::sha256(turn.browser_secret),
                                        turn.journey.first_browser);
}

using Found = std::move_only_function<void(TurnPtr, Outcome<void>)>;

/// Reads the journey that `turn` names, and whether this browser may go on with it.
void read(TurnPtr turn, Found done) {
  store::JourneyBook& book = turn->state.books.journeys;
  store::JourneyKey key = turn->key();
  book.find(std::move(key), [turn = std::move(turn),
                             done = std::move(done)](Outcome<store::KeptJourney> kept) mutable {
    if (!kept) return done(std::move(turn), std::unexpected(std::move(kept).error()));
    auto journey = turn->state.keeper.opened(turn->key(), kept->content);
    if (!journey)
      return done(std::move(turn), refuse(Code::page_session_unknown, {}, "not readable"));
    turn->version = kept->version;
    turn->journey = *std::move(journey);
    turn->browser_secret = cookie_value(turn->request, cookie_name(turn->request.door, turn->id));
    if (is_a_second_click(*turn))
      go_to_second_level(*turn);
    else if (!crypto::equal_in_constant_time(crypto::sha256(turn->browser_secret),
                                             turn->journey.browser))
      return done(std::move(turn),
                  refuse(Code::page_session_unknown, {}, "journey of another browser"));
    done(std::move(turn), {});
  });
}

/// Whether the customer has still something to do on the pages.
bool is_on_its_way(const Journey& journey, Instant now) {
  return journey.step != Step::ended && journey.step != Step::signed_in && is_fresh(journey, now);
}

/// Ids of the journeys that this browser has cookies of, in its order: the last begun is last
/// (RFC 6265 5.4).
std::vector<std::string> journeys_of(const Request& request) {
  std::vector<std::string> ids;
  const std::string prefix = cookie_name(request.door, {});
  for (const auto& [name, value] : cookies_of(request))
    if (name.starts_with(prefix)) ids.emplace_back(name.substr(prefix.size()));
  if (ids.size() > most_cookies) ids.erase(ids.begin(), ids.end() - most_cookies);
  return ids;
}

void show_last_of(TurnPtr turn, std::vector<std::string> ids) {
  if (ids.empty())
    return answer(std::move(turn), refuse(Code::page_session_unknown, {},
                                          "no journey of this browser's is on its way"));
  turn->id = std::move(ids.back());
  ids.pop_back();
  read(std::move(turn), [ids = std::move(ids)](TurnPtr found, Outcome<void> outcome) mutable {
    if (!outcome && outcome.error().code != Code::page_session_unknown)
      return answer(std::move(found), std::unexpected(std::move(outcome).error()));
    if (outcome && is_on_its_way(found->journey, found->state.clock.now()))
      return show(std::move(found));
    show_last_of(std::move(found), std::move(ids));
  });
}

}  // namespace

bool is_fresh(const Journey& journey, Instant now) {
  return now < journey.opened_at + store::JourneyLimits{}.fresh;
}

std::vector<std::string> cookies_to_drop(const Request& request) {
  std::vector<std::string> lines;
  const std::string prefix = cookie_name(request.door, {});
  for (const auto& [name, value] : cookies_of(request))
    if (name.starts_with(prefix))
      lines.push_back(std::string(name) + "=; Path=/; Max-Age=0" +
                      (request.door == message::Door::api ? "; Secure" : ""));
  lines.resize(lines.size() < most_cookies ? 0 : lines.size() - most_cookies + 1);
  return lines;
}

void go_to_second_level(Turn& turn) {
  const auto digest = crypto::hmac_sha256(turn.state.settings.secret,
                                          "second level " + turn.id + " " + turn.browser_secret);
  turn.browser_secret =
      crypto::base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
  turn.done = with_cookies({cookie_line(turn.request.door, turn.id, turn.browser_secret)},
                           std::move(turn.done));
}

void find_journey(TurnPtr turn, NextStep next) {
  read(std::move(turn), [next = std::move(next)](TurnPtr found, Outcome<void> outcome) mutable {
    if (!outcome) return answer(std::move(found), std::unexpected(std::move(outcome).error()));
    next(std::move(found));
  });
}

void show_last(TurnPtr turn) {
  if (comes_from_elsewhere(turn->request))
    return answer(std::move(turn),
                  refuse(Code::page_session_unknown, {}, "no journey is named, by another site"));
  std::vector<std::string> ids = journeys_of(turn->request);
  show_last_of(std::move(turn), std::move(ids));
}

}  // namespace guichet::sca
