// SPDX-License-Identifier: Apache-2.0
#include "token_caller.hpp"

namespace guichet::oauth {
namespace {

using CodeExchange = TokenDeskTest;

TEST_F(CodeExchange, a_good_code_is_worth_an_hour_of_access_and_a_refresh_token) {
  const TokenAnswer tokens = connect();
  EXPECT_EQ(tokens.expires_in, seconds(3600));
  EXPECT_EQ(tokens.scope, "aisp");
  EXPECT_NE(tokens.access_token, tokens.refresh_token);
  const auto grant = recall(tokens.access_token);
  ASSERT_TRUE(grant.has_value());
  EXPECT_EQ(grant->key, GrantKey("17515", "lea", std::string(oid), "aisp"));
  EXPECT_EQ(grant->access_expires_at, noon + seconds(3600));
  EXPECT_EQ(grant->sca_at, noon);
  EXPECT_EQ(grant->certificate_thumbprint, std::string(64, 'a'));
}

TEST_F(CodeExchange, row_139_each_token_takes_256_fresh_bits_and_none_repeats) {
  std::set<std::string> seen;
  for (int round = 0; round < 500; ++round) {
    const std::size_t before = randomness.given;
    const TokenAnswer tokens = connect("code " + std::to_string(round));
    EXPECT_EQ(randomness.given - before, 64u);
    EXPECT_EQ(tokens.access_token.size(), 43u);
    EXPECT_TRUE(seen.insert(tokens.access_token).second);
    EXPECT_TRUE(seen.insert(tokens.refresh_token).second);
  }
}

TEST_F(CodeExchange, row_110_a_code_for_a_redirect_uri_that_was_withdrawn_meanwhile_is_burned) {
  keep_code("c");
  auto& registered = clients.known.at(std::string(oid)).redirect_uris;
  const auto before = std::exchange(registered, {std::string(second_callback)});
  EXPECT_EQ(refused(code_form("c")), Code::oauth_invalid_grant);
  registered = before;
  EXPECT_EQ(refused(code_form("c")), Code::oauth_invalid_grant) << "burned";
}

TEST_F(CodeExchange, row_104_a_challenge_is_met_by_its_verifier) {
  keep_code("c", std::string(challenge));
  EXPECT_TRUE(ask(with(code_form("c"), "code_verifier", verifier)).has_value());
}

TEST_F(CodeExchange, row_104_a_missing_or_wrong_verifier_is_refused_and_burns_the_code) {
  const std::string wrong(43, 'x');
  for (const auto& shown :
       {std::optional<std::string_view>{}, std::optional<std::string_view>{""},
        std::optional<std::string_view>{wrong}, std::optional<std::string_view>{challenge}}) {
    const std::string code = "code " + std::string(shown.value_or("none"));
    keep_code(code, std::string(challenge));
    const auto form = with(code_form(code), "code_verifier", shown);
    EXPECT_EQ(refused(form), Code::oauth_invalid_grant);
    EXPECT_EQ(refused(with(form, "code_verifier", verifier)), Code::oauth_invalid_grant);
  }
}

TEST_F(CodeExchange, row_104_a_verifier_where_no_challenge_was_sent_is_refused) {
  keep_code("c");
  EXPECT_EQ(refused(with(code_form("c"), "code_verifier", verifier)), Code::oauth_invalid_grant);
}

TEST_F(CodeExchange, a_verifier_shorter_than_43_or_longer_than_128_characters_proves_nothing) {
  for (const std::size_t length : {42u, 129u}) {
    const std::string text(length, 'v');
    const auto digest = crypto::sha256(text);
    const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
    keep_code(text, crypto::base64url(bytes));
    EXPECT_EQ(refused(with(code_form(text), "code_verifier", text)), Code::oauth_invalid_grant);
  }
}

TEST_F(CodeExchange, row_106_a_code_is_good_for_59_seconds_and_not_for_60) {
  keep_code("early");
  keep_code("late");
  caller.now = noon + seconds(59);
  EXPECT_TRUE(ask(code_form("early")).has_value());
  caller.now = noon + seconds(60);
  EXPECT_EQ(refused(code_form("late")), Code::oauth_invalid_grant);
}

TEST_F(CodeExchange, row_107_a_code_used_twice_is_refused_and_kills_both_tokens_it_gave) {
  const TokenAnswer tokens = connect("c");
  caller.now = noon + seconds(1);
  EXPECT_EQ(refused(code_form("c")), Code::oauth_invalid_grant);
  EXPECT_FALSE(is_live(tokens));
  EXPECT_EQ(refused(refresh_form(tokens.refresh_token)), Code::oauth_invalid_grant);
}

TEST_F(CodeExchange, row_107_a_code_used_twice_kills_tokens_that_were_refreshed_meanwhile) {
  const TokenAnswer tokens = connect("c");
  const TokenAnswer refreshed = ask(refresh_form(tokens.refresh_token)).value();
  EXPECT_EQ(refused(code_form("c")), Code::oauth_invalid_grant);
  EXPECT_FALSE(is_live(refreshed));
}

TEST_F(CodeExchange, row_110_another_or_missing_redirect_uri_is_refused_and_burns_the_code) {
  for (const auto& shown :
       {std::optional<std::string_view>{}, std::optional<std::string_view>{second_callback},
        std::optional<std::string_view>{"https://evil.example/"}}) {
    const std::string code = "code " + std::string(shown.value_or("none"));
    keep_code(code);
    EXPECT_EQ(refused(with(code_form(code), "redirect_uri", shown)), Code::oauth_invalid_grant);
    EXPECT_EQ(refused(code_form(code)), Code::oauth_invalid_grant);
  }
}

TEST_F(CodeExchange, row_111_a_code_at_another_bank_is_unknown_and_stays_good_at_its_own) {
  keep_code("c");
  caller.establishment = "14265";
  EXPECT_EQ(refused(code_form("c")), Code::oauth_invalid_grant);
  caller.establishment = "17515";
  EXPECT_TRUE(ask(code_form("c")).has_value());
}

TEST_F(CodeExchange, row_112_a_scope_is_refused_and_the_code_stays_good) {
  keep_code("c");
  EXPECT_EQ(refused(with(code_form("c"), "scope", "aisp")), Code::oauth_invalid_request);
  EXPECT_TRUE(ask(code_form("c")).has_value());
}

TEST_F(CodeExchange, row_114_a_missing_or_repeated_parameter_leaves_the_code_good) {
  keep_code("c");
  for (const std::string_view name : {"client_id", "code"}) {
    EXPECT_EQ(refused(with(code_form("c"), name, std::nullopt)), Code::oauth_invalid_request);
    EXPECT_EQ(refused(with(code_form("c"), name, "")), Code::oauth_invalid_request);
  }
  for (const auto& [name, value] : code_form("c")) {
    auto twice = code_form("c");
    twice.emplace_back(name, value);
    EXPECT_EQ(refused(twice), Code::oauth_invalid_request) << name;
  }
  auto two_verifiers = with(code_form("c"), "code_verifier", verifier);
  two_verifiers.emplace_back("code_verifier", verifier);
  EXPECT_EQ(refused(two_verifiers), Code::oauth_invalid_request);
  EXPECT_TRUE(ask(code_form("c")).has_value());
}

TEST_F(CodeExchange, an_unknown_code_is_refused) {
  EXPECT_EQ(refused(code_form("guessed")), Code::oauth_invalid_grant);
}

TEST_F(CodeExchange, a_code_of_another_client_is_refused_and_gives_nothing) {
  keep_code("c");
  caller.oid = other_oid;
  EXPECT_EQ(refused(with(code_form("c"), "client_id", other_oid)), Code::oauth_invalid_grant);
  caller.oid = oid;
  EXPECT_EQ(refused(code_form("c")), Code::oauth_invalid_grant);
}

TEST_F(CodeExchange, row_22_a_certificate_of_a_payment_initiator_is_refused_and_burns_no_code) {
  keep_code("c");
  caller.roles = {TppRole::payment_initiation, TppRole::account_servicing};
  EXPECT_EQ(refused(code_form("c")), Code::oauth_unauthorized_client);
  caller.roles = {TppRole::account_information};
  EXPECT_TRUE(ask(code_form("c")).has_value());
}

TEST_F(CodeExchange, row_22_a_certificate_of_a_card_issuer_gets_no_account_information) {
  keep_code("c");
  caller.roles = {TppRole::card_issuing};
  EXPECT_EQ(refused(code_form("c")), Code::oauth_unauthorized_client);
}

TEST_F(CodeExchange, row_135_a_new_pair_of_the_same_customer_and_role_ends_the_former) {
  const TokenAnswer former = connect("first");
  const TokenAnswer latter = connect("second");
  EXPECT_FALSE(is_live(former));
  EXPECT_EQ(refused(refresh_form(former.refresh_token)), Code::oauth_invalid_grant);
  EXPECT_TRUE(is_live(latter));
}

TEST_F(CodeExchange, row_135_a_pair_of_another_role_lives_on) {
  const TokenAnswer former = connect("first");
  caller.roles = {TppRole::account_information, TppRole::card_issuing};
  const TokenAnswer cards = connect("second", "cbpii");
  EXPECT_EQ(cards.scope, "cbpii");
  EXPECT_TRUE(is_live(former));
}

}  // namespace
}  // namespace guichet::oauth
