// SPDX-License-Identifier: Apache-2.0
#include "sandbox/online_bank.hpp"

#include <gtest/gtest.h>

#include "bank/embedded/embedded_bank.hpp"
#include "bank_of_passes.hpp"
#include "sandbox/personas.hpp"

namespace guichet::sandbox {
namespace {

using message::Response;

constexpr std::string_view lea = "9999999901";
constexpr std::string_view nobody = "1234567890";
constexpr std::string_view right_code = "12345678";

class HandClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void advance(seconds by) { now_ += by; }

 private:
  Instant now_ = noon;
};

std::string without(std::string text, std::string_view what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what))
    text.erase(at, what.size());
  return text;
}

struct OnlineBanking : testing::Test {
  Response send(const std::string& method, const std::string& target,
                const std::string& body = {}) {
    message::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.door = message::Door::web;
    request.headers.add("Accept-Language", "en");
    if (!cookie.empty()) request.headers.add("Cookie", "a=b; " + cookie);
    auto response = bank.answer(request, paris());
    EXPECT_TRUE(response) << target;
    if (const auto set = response->headers.find("set-cookie"))
      cookie = set->substr(0, set->find(';'));
    return *response;
  }

  /// Follows the redirect of `response`, if it is one, and keeps the visit's id.
  Response followed(Response response) {
    if (response.status != 303) return response;
    const std::string location(response.headers.find("location").value());
    if (location.contains('?')) visit = location.substr(location.find('=') + 1);
    return send("GET", location);
  }

  Response come(std::string id = "first") {
    auto pass = good_pass();
    pass.id = std::move(id);
    pass.issued_at = clock.now();
    pass.expires_at = clock.now() + counter::pass_lifetime;
    return followed(send(
        "GET", "/online-bank/se-connecter/sso?service=dei&cdetab=17515&fallback=" + jwt_of(pass)));
  }

  Response fill_in(const std::string& name, std::string_view value) {
    return followed(send("POST", std::string(sign_in_path),
                         "visit=" + visit + "&action=continue&" + name + "=" + std::string(value)));
  }

  Response sign_in_as(std::string_view identifier, std::string_view code = right_code) {
    fill_in("identifier", identifier);
    return fill_in("otp", code);
  }

  HandClock clock;
  CountedBytes randomness;
  record::Log log{record::Log::Level::off};
  bank::EmbeddedBank core{persona_tables(), clock};
  OnlineBank bank{gate_settings(), {core, clock, randomness, log, std::string(right_code)}};
  std::string cookie;
  std::string visit;
};

TEST_F(OnlineBanking, says_who_is_let_in_and_for_which_bank) {
  const auto page = come();
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("Budget"));
  EXPECT_TRUE(page.body.contains("PSDFR-ACPR-13807"));
  EXPECT_TRUE(page.body.contains("Caisse d&#39;Epargne Ile De France"));
  EXPECT_FALSE(page.body.contains("fallback="));
}

TEST_F(OnlineBanking, shows_all_accounts_and_balances_after_the_customers_own_sign_in) {
  come();
  const auto page = sign_in_as(lea);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("FR7617515000920400430518020")) << page.body;
  EXPECT_TRUE(page.body.contains("-150.00 EUR")) << page.body;
  EXPECT_FALSE(page.body.contains("FR7617515000920400085945890")) << "another customer's";
}

TEST_F(OnlineBanking, shows_an_unknown_identifier_what_it_shows_a_known_one) {
  come();
  const auto known = fill_in("identifier", lea);
  const std::string known_visit = visit;
  cookie.clear();
  come("second");
  const auto unknown = fill_in("identifier", nobody);
  EXPECT_EQ(without(known.body, known_visit), without(unknown.body, visit));
  const auto refused = fill_in("otp", right_code);
  EXPECT_EQ(refused.status, 200);
  EXPECT_TRUE(refused.body.contains("This code does not match"));
}

TEST_F(OnlineBanking, locks_an_identifier_after_five_wrong_codes_for_a_quarter_of_an_hour) {
  come();
  fill_in("identifier", lea);
  for (int i = 1; i < most_failed_tries; ++i) EXPECT_EQ(fill_in("otp", "00000000").status, 200);
  EXPECT_EQ(fill_in("otp", "00000000").status, entry_of(Code::oauth_access_denied).status);
  come("second");
  EXPECT_TRUE(sign_in_as(lea).body.contains("This code does not match"));
  clock.advance(lock_duration);
  come("third");
  EXPECT_TRUE(sign_in_as(lea).body.contains("My accounts"));
}

TEST_F(OnlineBanking, wants_the_cookie_of_the_visit_and_a_new_one_at_each_level) {
  come();
  const std::string first = cookie;
  fill_in("identifier", lea);
  const std::string second = cookie;
  EXPECT_NE(first, second);
  for (const std::string& foreign : {std::string(), first, first + "x"}) {
    cookie = foreign;
    EXPECT_EQ(fill_in("otp", right_code).status, entry_of(Code::page_session_unknown).status);
  }
  cookie = second;
  EXPECT_TRUE(fill_in("otp", right_code).body.contains("My accounts"));
  cookie = second;
  EXPECT_EQ(send("GET", "/online-bank/comptes?visit=" + visit).status, 403);
}

TEST_F(OnlineBanking, shows_accounts_to_nobody_who_has_not_signed_in) {
  come();
  EXPECT_FALSE(send("GET", "/online-bank/comptes?visit=" + visit).body.contains("FR76"));
  fill_in("identifier", lea);
  EXPECT_FALSE(send("GET", "/online-bank/comptes?visit=" + visit).body.contains("FR76"));
}

TEST_F(OnlineBanking, ends_a_visit_after_ten_minutes_and_by_its_button) {
  come();
  sign_in_as(lea);
  const std::string page = "/online-bank/comptes?visit=" + visit;
  EXPECT_EQ(send("GET", page).status, 200);
  EXPECT_EQ(send("POST", std::string(sign_in_path), "visit=" + visit + "&action=end").status, 303);
  EXPECT_EQ(send("GET", page).status, 403);
  come("second");
  clock.advance(seconds(600));
  EXPECT_EQ(fill_in("identifier", lea).status, 403);
}

TEST_F(OnlineBanking, takes_no_code_after_three_minutes_and_sends_another) {
  come();
  fill_in("identifier", lea);
  clock.advance(seconds(180));
  EXPECT_TRUE(fill_in("otp", right_code).body.contains("no longer valid"));
  EXPECT_TRUE(fill_in("otp", right_code).body.contains("My accounts"));
}

TEST_F(OnlineBanking, is_there_for_customers_who_come_by_themselves) {
  EXPECT_TRUE(send("GET", "/online-bank").body.contains("/online-bank/se-connecter"));
  const auto page = followed(send("GET", "/online-bank/se-connecter"));
  EXPECT_FALSE(page.body.contains("class=\"asks\""));
  EXPECT_TRUE(sign_in_as(lea).body.contains("My accounts"));
}

TEST_F(OnlineBanking, row_121_refuses_a_pass_on_a_page_of_the_bank) {
  const auto replay = [&](std::string_view cdetab, const std::string& jwt) {
    return send("GET", "/online-bank/se-connecter/sso?service=dei&cdetab=" + std::string(cdetab) +
                           "&fallback=" + jwt);
  };
  const auto jwt = jwt_of(good_pass());
  EXPECT_EQ(replay("13135", jwt).status, 403);
  EXPECT_EQ(replay("99999", jwt).status, 403);
  EXPECT_EQ(replay("17515", jwt + "&fallback=" + jwt).status, 403);
  EXPECT_EQ(replay("17515", jwt).status, 303);
  const auto refused = replay("17515", jwt);
  EXPECT_EQ(refused.status, 403);
  EXPECT_FALSE(refused.headers.find("location"));
  EXPECT_TRUE(refused.body.contains("PAGE_PASS_REFUSED"));
  EXPECT_TRUE(replay("17515", "").body.contains("PAGE_PASS_REFUSED"));
}

TEST_F(OnlineBanking, shows_its_home_to_whoever_comes_without_a_pass) {
  const auto page = send("GET", "/online-bank/se-connecter/sso?service=dei&cdetab=13135");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.body.contains("Midi-Pyr"));
}

TEST_F(OnlineBanking, says_so_when_core_banking_does_not_answer) {
  come();
  core.set_fault(true);
  EXPECT_EQ(fill_in("identifier", lea).status, 503);
}

TEST_F(OnlineBanking, forgets_visits_but_no_used_pass) {
  come();
  sign_in_as(lea);
  bank.clear();
  EXPECT_EQ(send("GET", "/online-bank/comptes?visit=" + visit).status, 403);
  EXPECT_EQ(come("first").status, 403);
}

}  // namespace
}  // namespace guichet::sandbox
