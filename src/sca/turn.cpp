// SPDX-License-Identifier: Apache-2.0
#include "sca/turn.hpp"

#include <arpa/inet.h>

#include <utility>

#include "oauth/error_word.hpp"
#include "sca/pages.hpp"
#include "sca/permissions.hpp"

namespace guichet::sca {
namespace {

using message::Response;

PageContext context_of(const Turn& turn) {
  const Journey& journey = turn.journey;
  return {.language = journey.language,
          .establishment = turn.establishment,
          .tpp_name = journey.authorization.tpp_name,
          .journey = turn.id,
          .form_token = journey.form_token,
          .redirect_uri = journey.authorization.redirect_uri,
          .settings = turn.state.settings,
          .door = turn.request.door,
          .on_a_phone = is_on_a_phone(turn.request),
          .error = journey.error,
          .news = journey.news};
}

Response page_of(const Turn& turn) {
  const PageContext context = context_of(turn);
  const Journey& journey = turn.journey;
  if (journey.step == Step::identify)
    return identification_page(context, journey.identifier, journey.user_number, journey.means);
  if (journey.step == Step::judging) return wait_page(context);
  switch (journey.means) {
    case Means::otp_sms:
      return otp_page(context, journey.masked_phone);
    case Means::secur_pass:
      return phone_page(context, journey.number);
    case Means::cap_reader:
      return card_reader_page(context, journey.number);
    case Means::hardware_certificate:
      return certificate_page(context);
  }
  std::unreachable();
}

/// Where a journey that `refusal` ends leads.
std::string way_out_of(const Journey& journey, const Refusal& refusal) {
  if (journey.is_for_himself())
    return std::string(Permissions::closed_path) +
           "?why=" + std::string(entry_of(oauth::error_word_of(refusal.code)).name);
  return oauth::redirect_with_error(journey.authorization.redirect_uri, refusal,
                                    journey.authorization.state, journey.issuer);
}

/// What a journey that has ended answers.
Outcome<Response> end_of(const Turn& turn) {
  if (!turn.journey.is_for_himself()) {
    GUICHET_CHECK(way_back, judge_way_back(turn.journey.authorization, turn.clients.find));
  }
  if (!turn.journey.way_out.empty()) return redirect(turn.journey.way_out);
  {
    const std::scoped_lock lock(turn.state.mutex);
    forget_old_ways_out(turn.state, turn.state.clock.now());
    const auto found = turn.state.ways_out.find(turn.key());
    if (found != turn.state.ways_out.end() && !found->second.location.empty())
      return redirect(found->second.location);
    // The TPP has the code: to hand it over again would look like a theft, and end the tokens.
    if (found != turn.state.ways_out.end()) return finished_page(context_of(turn));
  }
  // Another node gave the code out, or this one before it was started anew; perhaps it never came.
  Response response = redirect(way_out_of(
      turn.journey, {Code::oauth_temporarily_unavailable,
                     "The customer's answer was given before; start again if it did not arrive."}));
  // No fault of ours, whatever the TPP makes of it.
  response.refusal = {Code::page_session_unknown, {}, "the answer was given before"};
  return response;
}

}  // namespace

store::JourneyKey Turn::key() const {
  return {std::string(establishment.code), crypto::sha256(id)};
}

void keep(TurnPtr turn, NextStep next) {
  store::JourneyBook& book = turn->state.books.journeys;
  store::JourneyKey key = turn->key();
  const std::uint64_t version = turn->version;
  std::string content = turn->state.keeper.closed(key, turn->journey);
  auto kept = [turn = std::move(turn), next = std::move(next)](Outcome<bool> outcome) mutable {
    if (!outcome) {
      end_by_fault(*turn, std::move(outcome).error());
      return show(std::move(turn));
    }
    if (*outcome) {
      ++turn->version;
      return next(std::move(turn));
    }
    store::JourneyBook& book_again = turn->state.books.journeys;
    store::JourneyKey key_again = turn->key();
    book_again.find(
        std::move(key_again), [turn = std::move(turn)](Outcome<store::KeptJourney> now) mutable {
          auto journey = now ? turn->state.keeper.opened(turn->key(), now->content) : std::nullopt;
          if (!journey) return answer(std::move(turn), refuse(Code::page_session_unknown));
          turn->journey = *std::move(journey);
          turn->refusal.reset();
          show(std::move(turn));
        });
  };
  book.change(std::move(key), version, std::move(content), std::move(kept));
}

void keep_and_show(TurnPtr turn) { keep(std::move(turn), show); }

void show(TurnPtr turn) {
  Outcome<Response> response;
  if (turn->journey.step == Step::ended)
    response = end_of(*turn);
  else if (turn->journey.step == Step::signed_in)
    response = redirect(std::string(Permissions::path));
  else
    response = page_of(*turn);
  answer(std::move(turn), std::move(response));
}

void answer(TurnPtr turn, Outcome<Response> response) {
  // The turn goes first: its request is needed no more, and whoever waits may come back at once.
  auto done = std::move(turn->done);
  if (response && turn->refusal) response->refusal = std::move(turn->refusal);
  turn.reset();
  done(std::move(response));
}

void end_with(Turn& turn, Refusal refusal) {
  turn.journey.step = Step::ended;
  turn.journey.way_out = way_out_of(turn.journey, refusal);
  turn.refusal = std::move(refusal);
}

void end_by_fault(Turn& turn, Refusal cause) {
  end_with(turn, {Code::oauth_temporarily_unavailable});
  turn.refusal = std::move(cause);
}

void forget_old_ways_out(Journeys::State& state, Instant now) {
  constexpr std::chrono::minutes known_for{10};
  std::erase_if(state.ways_out,
                [&](const auto& each) { return each.second.ends_at + known_for <= now; });
  for (auto& [key, way_out] : state.ways_out)
    if (way_out.ends_at <= now) way_out.location.clear();
}

Response redirect(const std::string& location) {
  Response response;
  response.status = 303;
  response.headers.add("Location", location);
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

SecretHash source_of(const Journeys::State& state, const message::Request& request) {
  // Whoever has an IPv6 address has all of its /64.
  in6_addr address{};
  std::string place = request.peer;
  if (inet_pton(AF_INET6, place.c_str(), &address) == 1 && !IN6_IS_ADDR_V4MAPPED(&address))
    place.assign(reinterpret_cast<const char*>(&address), 8);
  return crypto::sha256(state.settings.secret + " source " + place);
}

std::string cookie_name(message::Door door, const std::string& journey_id) {
  // One cookie a journey, so that two tabs do not throw each other out. Browsers and programs drop
  // Secure cookies over plain HTTP, which only the sandbox's loopback port speaks.
  return (door == message::Door::api ? "__Host-guichet-sca-" : "guichet-sca-") + journey_id;
}

std::string cookie_line(message::Door door, const std::string& journey_id,
                        const std::string& secret) {
  // As long as the journey is kept: a form that comes too late must still find its way back.
  return cookie_name(door, journey_id) + "=" + secret +
         "; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400" +
         (door == message::Door::api ? "; Secure" : "");
}

}  // namespace guichet::sca
