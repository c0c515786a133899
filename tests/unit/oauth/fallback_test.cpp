// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "token_caller.hpp"

namespace guichet::oauth {
namespace {

struct Fallback : TokenDeskTest {
  Fallback() { request.headers.add("fallback", "1"); }

  bool is_for_it(const message::Parameters& sent) const {
    return TokenDesk::is_for_fallback(caller, request, sent);
  }

  /// The code of the refusal; Code::count_ when the TPP was let in.
  Code refused_entry(const message::Parameters& sent) const {
    const auto client = desk.admit_to_fallback(caller, request, sent);
    return client ? Code::count_ : client.error().code;
  }

  void say(std::string_view fallback) {
    request.headers = {};
    request.headers.add("Fallback", fallback);
  }

  EnrolledTpp& enrolled() { return clients.known.at(std::string(oid)); }

  const message::Parameters form{
      {"client_id", std::string(oid)}, {"grant_type", "client_credentials"}, {"scope", "aisp"}};
};

TEST_F(Fallback, row_119_lets_an_enrolled_tpp_in_by_its_oid) {
  ASSERT_TRUE(is_for_it(form));
  const auto client = desk.admit_to_fallback(caller, request, form);
  ASSERT_TRUE(client);
  EXPECT_EQ((*client)->oid, oid);
}

TEST_F(Fallback, row_119_lets_an_enrolled_tpp_in_by_its_client_id) {
  auto app = tpp_of(oid);
  app.client_id = "app";
  clients.known.emplace("app", app);
  EXPECT_EQ(refused_entry(with(form, "client_id", "app")), Code::count_);
}

TEST_F(Fallback, is_for_client_credentials_with_the_header_only) {
  for (const std::string_view grant_type : {"authorization_code", "refresh_token", "password"})
    EXPECT_FALSE(is_for_it(with(form, "grant_type", grant_type)));
  EXPECT_FALSE(is_for_it(with(form, "client_id", registration_client_id(caller.environment))));
  request.headers = {};
  EXPECT_FALSE(is_for_it(form));
}

TEST_F(Fallback, row_120_a_header_other_than_1_is_an_invalid_request) {
  for (const std::string_view value : {"yes", "0", "", "11", "true", "1, 1"}) {
    say(value);
    ASSERT_TRUE(is_for_it(form)) << value;
    EXPECT_EQ(refused_entry(form), Code::oauth_invalid_request) << value;
  }
  say("1");
  request.headers.add("fallback", "1");
  EXPECT_EQ(refused_entry(form), Code::oauth_invalid_request) << "twice";
}

TEST_F(Fallback, row_120_another_clients_certificate_is_an_invalid_client) {
  caller.oid = other_oid;
  EXPECT_EQ(refused_entry(form), Code::oauth_invalid_client);
  EXPECT_EQ(refused_entry(with(form, "client_id", "nobody")), Code::oauth_invalid_client);
}

TEST_F(Fallback, needs_the_role_in_the_certificate_and_in_the_enrolment) {
  caller.roles = {TppRole::payment_initiation};
  EXPECT_EQ(refused_entry(form), Code::oauth_unauthorized_client);
  caller.roles = {TppRole::account_information};
  enrolled().roles = {TppRole::payment_initiation};
  EXPECT_EQ(refused_entry(form), Code::oauth_unauthorized_client);
}

TEST_F(Fallback, is_closed_to_a_suspended_tpp) {
  enrolled().suspended = true;
  EXPECT_EQ(refused_entry(form), Code::oauth_unauthorized_client);
}

TEST_F(Fallback, is_for_the_scope_aisp) {
  EXPECT_EQ(refused_entry(with(form, "scope", "pisp")), Code::oauth_invalid_scope);
  EXPECT_EQ(refused_entry(with(form, "scope", "aisp offline_access")), Code::oauth_invalid_scope);
  EXPECT_EQ(refused_entry(with(form, "scope", {})), Code::oauth_invalid_request);
}

TEST_F(Fallback, takes_no_other_credentials_and_no_parameter_twice) {
  EXPECT_EQ(refused_entry(with(form, "client_secret", "x")), Code::oauth_invalid_request);
  auto twice = form;
  twice.emplace_back("scope", "aisp");
  EXPECT_EQ(refused_entry(twice), Code::oauth_invalid_request);
}

}  // namespace
}  // namespace guichet::oauth
