// SPDX-License-Identifier: Apache-2.0
#include "sca/permissions.hpp"

#include "browser.hpp"

namespace guichet::sca {
namespace {

constexpr std::string_view lea_psu = "P9999999901";
constexpr std::string_view lea_iban = "FR7617515000920400430518020";
constexpr std::string_view budget = "PSDFR-ACPR-13807";

/// A customer at her dashboard, and a TPP with tokens and her consent.
struct Dashboard : JourneyTest {
  Permissions permissions{
      journeys,
      bank,
      {store.journeys(), store.grants(), store.consents(), store.accesses(), store.withdrawal()},
      clock,
      randomness,
      [](std::string_view oid) { return oid == budget ? "Budget <b>" : std::string(oid); },
      sandbox_pages()};
  Browser her{journeys};

  Dashboard() { give(); }

  static std::string key_psu() { return std::string(lea_psu); }
  ConsentKey consent_key() const { return {"17515", key_psu(), std::string(budget)}; }

  void give() {
    AuthorizationCode code;
    code.code_hash = crypto::sha256("code");
    code.key = GrantKey("17515", key_psu(), std::string(budget), "aisp");
    code.client_id = budget;
    code.sca_at = clock.now();
    code.expires_at = clock.now() + seconds(60);
    store.grants().keep_code(code, [](auto) {});
    store.grants().take_code("17515", code.code_hash, clock.now(), [](auto) {});
    Grant grant;
    grant.key = code.key;
    grant.client_id = budget;
    grant.scope = "aisp";
    grant.access_hash = crypto::sha256("access");
    grant.refresh_hash = crypto::sha256("refresh");
    grant.sca_at = clock.now();
    grant.access_expires_at = clock.now() + seconds(3600);
    store.grants().put_grant(grant, code.code_hash, [](auto put) { ASSERT_TRUE(put); });
    Consent consent;
    consent.balances = consent.transactions = {std::string(lea_iban)};
    consent.psu_identity = true;
    store.consents().put(consent_key(), consent, grant.refresh_hash, clock.now(),
                         [](auto put) { ASSERT_TRUE(put.has_value()); });
    store.accesses().note({"17515", key_psu(), std::string(budget)},
                          {minute_of(clock.now()), "balances", std::string(lea_iban), false, 3});
  }

  Consent consent() {
    Consent found;
    store.consents().current(consent_key(), [&](auto current) { found = (*current)->consent; });
    return found;
  }
  bool token_lives() {
    bool lives = false;
    store.grants().recall(crypto::sha256("access"), [&](auto grant) { lives = grant.has_value(); });
    return lives;
  }

  Outcome<Response> get(const std::string& target, const Establishment& bank_of = paris()) {
    message::Request request = her.request_of("GET");
    request.target = target;
    Outcome<Response> answer = refuse(Code::internal);
    permissions.show(std::move(request), bank_of, [&](auto page) { answer = std::move(page); });
    if (answer) her.read(*answer);
    return answer;
  }
  Outcome<Response> post(message::Parameters fields) {
    message::Request request = her.request_of("POST");
    fields.emplace_back("form_token", her.hidden["form_token"]);
    request.body = message::form_text(fields);
    Outcome<Response> answer = refuse(Code::internal);
    permissions.proceed(std::move(request), paris(), [&](auto page) { answer = std::move(page); });
    if (answer) her.read(*answer);
    return answer;
  }
  Response sign_in(std::string_view identifier = lea) {
    get("/permissions");
    her.identify(identifier);
    return her.prove(right_code);
  }
  Response list() { return get("/permissions").value(); }
  Response one() { return get("/permissions?tpp=" + std::string(budget)).value(); }
  Outcome<Response> withdraw(std::string what) {
    one();
    return post(
        {{"tpp", std::string(budget)}, {"withdraw", std::move(what)}, {"action", "withdraw"}});
  }
};

TEST_F(Dashboard, is_behind_the_same_authentication) {
  EXPECT_TRUE(asks_for_identifier(list()));
  const Response signed_in = sign_in();
  EXPECT_EQ(signed_in.status, 303);
  EXPECT_EQ(signed_in.headers.find("location"), "/permissions");
  EXPECT_TRUE(shows(list(), "<h1>"));
  EXPECT_FALSE(asks_for_identifier(list()));
}

TEST_F(Dashboard, says_who_reads_what_since_when_until_when_and_what_was_read) {
  sign_in();
  const Response page = list();
  EXPECT_TRUE(shows(page, "<bdi>Budget &lt;b&gt;</bdi>"));
  EXPECT_TRUE(shows(page, "Soldes, Op\u00e9rations, Votre nom"));
  EXPECT_TRUE(shows(page, "<time>23/11/2026, 12:00</time>"));
  EXPECT_TRUE(shows(page, "<time>22/05/2027, 13:00</time>")) << "180 days of 86,400 s";
  const Response detail = one();
  EXPECT_TRUE(shows(detail, "\u20268020"));
  EXPECT_FALSE(shows(detail, lea_iban)) << "the last four do";
  EXPECT_TRUE(shows(detail, "(3\u00a0\u00d7)"));
  EXPECT_TRUE(shows(detail, "sans vous"));
}

TEST_F(Dashboard, withdraws_one_kind_at_once_and_leaves_the_rest) {
  sign_in();
  EXPECT_TRUE(shows(get("/permissions?tpp=" + std::string(budget) + "&withdraw=balances").value(),
                    "value=\"balances\""));
  EXPECT_FALSE(consent().balances.empty()) << "asking is not doing";
  EXPECT_EQ(withdraw("balances")->status, 303);
  EXPECT_TRUE(consent().balances.empty());
  EXPECT_FALSE(consent().transactions.empty());
  EXPECT_TRUE(token_lives());
  EXPECT_TRUE(shows(one(), "role=\"status\""));
  EXPECT_FALSE(shows(one(), "role=\"status\"")) << "said once";
}

TEST_F(Dashboard, withdraws_everything_at_once_tokens_and_consent) {
  sign_in();
  withdraw("everything");
  EXPECT_TRUE(consent().is_empty());
  EXPECT_FALSE(token_lives());
  const Response page = list();
  EXPECT_TRUE(shows(page, "Aucune application ne peut"));
  EXPECT_TRUE(shows(page, "Budget")) << "what it read can still be seen";
}

TEST_F(Dashboard, of_another_customer_shows_and_withdraws_nothing_of_hers) {
  sign_in(claire);
  EXPECT_FALSE(shows(list(), "Budget"));
  withdraw("everything");
  EXPECT_TRUE(token_lives());
  EXPECT_FALSE(consent().is_empty());
}

TEST_F(Dashboard, takes_no_form_that_is_not_its_own) {
  sign_in();
  one();
  const std::string own = her.hidden["form_token"];
  her.hidden["form_token"] = "other";
  EXPECT_EQ(withdraw("everything").value().status, 303) << "the page gave the right one back";
  give();
  her.hidden["form_token"] = "other";
  EXPECT_EQ(post({{"tpp", std::string(budget)}, {"withdraw", "everything"}, {"action", "withdraw"}})
                .error()
                .code,
            Code::page_form_foreign);
  her.hidden["form_token"] = own;
  her.more_headers = {{"Origin", "https://evil.example"}};
  EXPECT_EQ(post({{"tpp", std::string(budget)}, {"withdraw", "everything"}, {"action", "withdraw"}})
                .error()
                .code,
            Code::page_form_foreign);
  EXPECT_TRUE(token_lives());
}

TEST_F(Dashboard,
       row_149_signs_out_after_five_minutes_without_a_word_and_half_an_hour_in_any_case) {
  sign_in();
  clock.advance(minutes(5) - seconds(1));
  EXPECT_FALSE(asks_for_identifier(list()));
  clock.advance(minutes(5));
  EXPECT_TRUE(asks_for_identifier(list()));
  EXPECT_TRUE(shows(list(), "role=\"status\"")) << "and says why";
  sign_in();
  for (int i = 0; i < 7; ++i) {
    clock.advance(minutes(4));
    EXPECT_FALSE(asks_for_identifier(list())) << i;
  }
  clock.advance(minutes(4));
  EXPECT_TRUE(asks_for_identifier(list()));
}

TEST_F(Dashboard, row_291_a_session_of_one_bank_is_worth_nothing_at_another) {
  sign_in();
  EXPECT_TRUE(asks_for_identifier(get("/permissions", elsewhere()).value()));
}

TEST_F(Dashboard, row_142_the_session_has_a_secret_of_its_own_for_no_script) {
  sign_in();
  const std::string line = her.cookie_lines.back();
  EXPECT_TRUE(line.starts_with("guichet-permissions=")) << line;
  EXPECT_TRUE(line.ends_with("; Path=/; HttpOnly; SameSite=Lax")) << line;
}

TEST_F(Dashboard, after_signing_out_the_session_is_gone_for_whoever_kept_the_cookie) {
  sign_in();
  list();
  const auto kept = her.cookies;
  EXPECT_EQ(post({{"action", "sign-out"}})->status, 303);
  her.cookies = kept;
  EXPECT_TRUE(asks_for_identifier(list()));
}

TEST_F(Dashboard, a_sign_in_that_comes_to_nothing_ends_on_a_page_that_says_so) {
  get("/permissions");
  const Response closed = her.press("cancel");
  EXPECT_EQ(closed.headers.find("location"), "/permissions/closed?why=access_denied");
  const Response page = get("/permissions/closed?why=access_denied").value();
  EXPECT_TRUE(shows(page, "pas connect\u00e9"));
  EXPECT_TRUE(shows(page, "href=\"/permissions\""));
}

}  // namespace
}  // namespace guichet::sca
