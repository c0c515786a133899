// SPDX-License-Identifier: Apache-2.0
#include "token_caller.hpp"

namespace guichet::oauth {
namespace {

using std::chrono::milliseconds;

struct Refresh : TokenDeskTest {
  TokenAnswer tokens = connect();
  message::Parameters form = refresh_form(tokens.refresh_token);
};

TEST_F(Refresh, row_122_gives_the_same_refresh_token_and_a_new_access_token_for_the_old) {
  caller.now = noon + seconds(600);
  const TokenAnswer refreshed = ask(form).value();
  EXPECT_EQ(refreshed.refresh_token, tokens.refresh_token);
  EXPECT_NE(refreshed.access_token, tokens.access_token);
  EXPECT_EQ(refreshed.expires_in, seconds(3600));
  EXPECT_EQ(refreshed.scope, "aisp offline_access");
  EXPECT_FALSE(is_live(tokens));
  EXPECT_EQ(recall(refreshed.access_token)->access_expires_at, noon + seconds(4200));
}

TEST_F(Refresh, of_an_access_token_that_has_expired_succeeds) {
  caller.now = noon + std::chrono::days(30);
  EXPECT_TRUE(ask(form).has_value());
}

TEST_F(Refresh, row_125_with_a_renewed_certificate_binds_the_token_to_it) {
  caller.thumbprint = std::string(64, 'b');
  EXPECT_EQ(recall(ask(form)->access_token)->certificate_thumbprint, std::string(64, 'b'));
}

TEST_F(Refresh, row_126_ends_180_days_after_the_authentication_to_the_second) {
  caller.now = noon + sca_validity - seconds(10);
  EXPECT_EQ(ask(form)->expires_in, seconds(10));
  caller.now = noon + sca_validity - milliseconds(1);
  EXPECT_EQ(ask(form)->expires_in, seconds(0));
  caller.now = noon + sca_validity;
  EXPECT_EQ(refused(form), Code::oauth_invalid_grant);
}

TEST_F(Refresh, row_127_for_a_wider_scope_is_refused_and_the_access_token_lives_on) {
  caller.roles = {TppRole::account_information, TppRole::card_issuing};
  for (const std::string_view scope :
       {"cbpii", "aisp cbpii", "cbpii offline_access", "aisp extended_transaction_history",
        "extended_transaction_history", "AISP", "pisp"}) {
    EXPECT_EQ(refused(with(form, "scope", scope)), Code::oauth_invalid_scope) << scope;
    EXPECT_TRUE(is_live(tokens)) << scope;
  }
}

TEST_F(Refresh, row_127_by_a_certificate_of_one_role_for_the_scope_of_the_other_is_invalid_scope) {
  EXPECT_EQ(refused(with(form, "scope", "cbpii")), Code::oauth_invalid_scope);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Refresh, row_127_for_what_was_granted_or_less_succeeds) {
  for (const std::string_view scope :
       {"aisp", "aisp offline_access", "offline_access aisp", "offline_access", ""})
    EXPECT_TRUE(ask(with(form, "scope", scope)).has_value()) << scope;
}

TEST_F(Refresh, row_22_by_a_certificate_that_lost_the_role_is_refused_and_changes_nothing) {
  for (const auto role : {TppRole::payment_initiation, TppRole::card_issuing}) {
    caller.roles = {role};
    EXPECT_EQ(refused(form), Code::oauth_unauthorized_client);
    EXPECT_TRUE(is_live(tokens));
  }
}

TEST_F(Refresh, with_an_access_token_or_an_unknown_token_is_refused) {
  EXPECT_EQ(refused(refresh_form(tokens.access_token)), Code::oauth_invalid_grant);
  EXPECT_EQ(refused(refresh_form("guessed")), Code::oauth_invalid_grant);
}

TEST_F(Refresh, row_291_at_another_bank_is_refused_and_harmless) {
  caller.establishment = "14265";
  EXPECT_EQ(refused(form), Code::oauth_invalid_grant);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Refresh, of_another_client_s_token_is_refused_and_harmless) {
  caller.oid = other_oid;
  EXPECT_EQ(refused(with(form, "client_id", other_oid)), Code::oauth_invalid_grant);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Refresh, row_114_with_a_missing_or_repeated_parameter_is_an_invalid_request) {
  for (const auto& [name, value] : refresh_form(tokens.refresh_token)) {
    EXPECT_EQ(refused(with(form, name, std::nullopt)), Code::oauth_invalid_request) << name;
    auto twice = form;
    twice.emplace_back(name, value);
    EXPECT_EQ(refused(twice), Code::oauth_invalid_request) << name;
  }
  auto two_scopes = with(form, "scope", "aisp");
  two_scopes.emplace_back("scope", "aisp");
  EXPECT_EQ(refused(two_scopes), Code::oauth_invalid_request);
  EXPECT_TRUE(is_live(tokens));
}

struct Revocation : Refresh {
  message::Parameters revoking(std::string_view token) {
    return {{"client_id", std::string(oid)}, {"token", std::string(token)}};
  }
};

TEST_F(Revocation, row_136_of_the_access_token_ends_both) {
  EXPECT_EQ(revoke(revoking(tokens.access_token)), Code::count_);
  EXPECT_FALSE(is_live(tokens));
  EXPECT_EQ(refused(form), Code::oauth_invalid_grant);
}

TEST_F(Revocation, row_136_of_the_refresh_token_ends_both_whatever_the_hint_says) {
  EXPECT_EQ(revoke(with(revoking(tokens.refresh_token), "token_type_hint", "access_token")),
            Code::count_);
  EXPECT_FALSE(is_live(tokens));
  EXPECT_EQ(refused(form), Code::oauth_invalid_grant);
}

TEST_F(Revocation, of_an_unknown_token_is_answered_well) {
  EXPECT_EQ(revoke(revoking("guessed")), Code::count_);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Revocation, of_another_client_s_token_does_nothing) {
  caller.oid = other_oid;
  EXPECT_EQ(revoke(with(revoking(tokens.access_token), "client_id", other_oid)), Code::count_);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Revocation, with_another_s_certificate_is_refused) {
  caller.oid = other_oid;
  EXPECT_EQ(revoke(revoking(tokens.access_token)), Code::oauth_invalid_client);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Revocation, row_117_with_a_secret_besides_the_certificate_is_an_invalid_request) {
  const auto form_with_secret = with(revoking(tokens.access_token), "client_secret", "x");
  EXPECT_EQ(revoke(form_with_secret), Code::oauth_invalid_request);
  request.headers.add("Authorization", "Basic eDp5");
  EXPECT_EQ(revoke(revoking(tokens.access_token)), Code::oauth_invalid_request);
  EXPECT_TRUE(is_live(tokens));
}

TEST_F(Revocation, without_or_with_two_tokens_is_an_invalid_request) {
  auto revocation = revoking(tokens.access_token);
  EXPECT_EQ(revoke(with(revocation, "token", std::nullopt)), Code::oauth_invalid_request);
  revocation.emplace_back("token", tokens.refresh_token);
  EXPECT_EQ(revoke(revocation), Code::oauth_invalid_request);
  EXPECT_TRUE(is_live(tokens));
}

}  // namespace
}  // namespace guichet::oauth
