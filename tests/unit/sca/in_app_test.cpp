// SPDX-License-Identifier: Apache-2.0
#include "sca/in_app.hpp"

#include "browser.hpp"

namespace guichet::sca {
namespace {

constexpr std::string_view lea_psu = "P9999999901";
constexpr std::string_view paul_psu = "P9999999911";     // professional
constexpr std::string_view atelier_psu = "P9999999912";  // company

/// Grants on a disk that is lost.
class LostGrants final : public store::GrantBook {
 public:
  void keep_code(AuthorizationCode, Completion<void> done) override { done(lost()); }
  void take_code(std::string, SecretHash, Instant, Completion<AuthorizationCode> done) override {
    done(lost());
  }
  void put_grant(Grant, std::optional<SecretHash>, Completion<void> done) override { done(lost()); }
  void renew_access(std::string, std::string, SecretHash, std::set<std::string>, SecretHash,
                    std::string, Instant, Completion<Grant> done) override {
    done(lost());
  }
  void recall(SecretHash, Completion<std::shared_ptr<const Grant>> done) override { done(lost()); }
  void pairs_of(std::string, std::string, Instant, Completion<std::vector<Grant>> done) override {
    done(lost());
  }
  void revoke(std::string, std::string, SecretHash, Completion<void> done) override {
    done(lost());
  }
  void end_client(std::string, Completion<void> done) override { done(lost()); }

 private:
  static std::unexpected<Refusal> lost() { return refuse(Code::store_unavailable); }
};

struct InTheApp : JourneyTest {
  InApp in_app{bank, store.grants(), clock, randomness};

  std::optional<EnrolledTpp> tpp = enrolled_for(authorization());

  InAppRequest request(const Establishment& at = paris()) {
    return {&at, clients_of(tpp), std::string(issuer), authorization()};
  }
  Outcome<std::string> decided(InApp& app, std::string_view psu, bool approves,
                               const Establishment& at = paris()) {
    Outcome<std::string> said = refuse(Code::internal);
    app.decide(request(at), std::string(psu), approves,
               [&](Outcome<std::string> answer) { said = std::move(answer); });
    return said;
  }
  /// What the telephone is sent to, as a browser would be.
  static Response followed(std::string address) {
    Response response;
    response.status = 303;
    response.headers.add("Location", std::move(address));
    return response;
  }
  Outcome<bool> serves(std::string_view psu, const Establishment& at = paris()) {
    Outcome<bool> said = refuse(Code::internal);
    in_app.serves(std::string(at.code), std::string(psu),
                  [&](Outcome<bool> answer) { said = std::move(answer); });
    return said;
  }
};

TEST_F(InTheApp, an_approval_gives_the_code_that_the_pages_would_give) {
  const Response by_app = followed(decided(in_app, lea_psu, true).value());
  const auto redirect = redirect_of(by_app);
  EXPECT_EQ(redirect.at(""), callback);
  EXPECT_EQ(redirect.at("state"), "xyz");
  EXPECT_EQ(redirect.at("iss"), issuer);
  const auto of_app = take_code(by_app);
  const auto of_pages = take_code(browser.sign_in(lea));
  ASSERT_TRUE(of_app && of_pages);
  EXPECT_EQ(of_app->key, of_pages->key);
  EXPECT_EQ(of_app->client_id, of_pages->client_id);
  EXPECT_EQ(of_app->redirect_uri, of_pages->redirect_uri);
  EXPECT_EQ(of_app->code_challenge, of_pages->code_challenge);
  EXPECT_EQ(of_app->sca_at, of_pages->sca_at);
  EXPECT_EQ(of_app->expires_at, of_pages->expires_at);
  EXPECT_NE(of_app->code_hash, of_pages->code_hash);
}

TEST_F(InTheApp, a_refusal_goes_back_with_access_denied_and_the_same_state) {
  expect_denied(followed(decided(in_app, lea_psu, false).value()));
}

TEST_F(InTheApp, row_091_who_answers_after_the_way_back_was_withdrawn_is_sent_nowhere) {
  for (const bool approves : {true, false}) {
    tpp->redirect_uris = {"https://other.example/callback"};
    EXPECT_EQ(decided(in_app, lea_psu, approves).error().code, Code::page_redirect_unknown);
    tpp.reset();
    EXPECT_EQ(decided(in_app, lea_psu, approves).error().code, Code::page_client_unknown);
    tpp = enrolled_for(authorization());
  }
}

TEST_F(InTheApp, row_101_a_tpp_suspended_while_the_customer_thinks_is_given_no_code) {
  tpp->suspended = true;
  expect_denied(followed(decided(in_app, lea_psu, true).value()), "unauthorized_client");
}

TEST_F(InTheApp, professionals_and_companies_are_left_to_the_pages) {
  EXPECT_TRUE(serves(lea_psu).value());
  for (const std::string_view psu : {paul_psu, atelier_psu}) {
    EXPECT_FALSE(serves(psu).value());
    for (const bool approves : {true, false})
      EXPECT_EQ(decided(in_app, psu, approves).error().code, Code::oauth_access_denied);
  }
}

TEST_F(InTheApp, a_customer_without_secur_pass_is_left_to_the_pages) {
  auto tables = sandbox::persona_tables();
  for (bank::CustomerRow& row : tables.customers) row.customer.means = {Means::otp_sms};
  bank.replace(std::move(tables));
  EXPECT_FALSE(serves(lea_psu).value());
  EXPECT_EQ(decided(in_app, lea_psu, true).error().code, Code::oauth_access_denied);
}

TEST_F(InTheApp, a_customer_of_another_bank_is_nobody_here) {
  EXPECT_FALSE(serves(lea_psu, elsewhere()).value());
  EXPECT_EQ(decided(in_app, lea_psu, true, elsewhere()).error().code, Code::oauth_access_denied);
}

TEST_F(InTheApp, a_bank_that_does_not_answer_sends_back_with_temporarily_unavailable) {
  bank.set_fault(true);
  EXPECT_EQ(serves(lea_psu).error().code, Code::bank_unavailable);
  expect_denied(followed(decided(in_app, lea_psu, true).value()), "temporarily_unavailable");
}

TEST_F(InTheApp, a_code_that_could_not_be_kept_is_not_given) {
  LostGrants lost;
  InApp without(bank, lost, clock, randomness);
  expect_denied(followed(decided(without, lea_psu, true).value()), "temporarily_unavailable");
}

}  // namespace
}  // namespace guichet::sca
