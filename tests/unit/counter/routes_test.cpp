// SPDX-License-Identifier: Apache-2.0
#include "counter/routes.hpp"

#include <gtest/gtest.h>

namespace guichet::counter {
namespace {

using message::Door;

Code code_for(std::string_view method, std::string_view path, Door door = Door::api) {
  const auto match = match_route(method, path, door);
  EXPECT_FALSE(match.has_value());
  return match ? Code::internal : match.error().code;
}

TEST(Routes, a_balance_path_gives_its_account_and_version) {
  const auto match =
      match_route("GET", "/stet/psd2/v1.6.2/accounts/175150009204004305180/balances", Door::api);
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->route->endpoint, Endpoint::balances);
  EXPECT_EQ(match->version, &stet::v1_6_2);
  EXPECT_EQ(match->account, "175150009204004305180");
}

TEST(Routes, parts_of_a_path_are_percent_decoded) {
  const auto match =
      match_route("GET", "/stet/psd2/v1.6.2/accounts/a%2Fb/transactions/c%20d/details", Door::api);
  ASSERT_TRUE(match.has_value());
  EXPECT_EQ(match->account, "a/b");
  EXPECT_EQ(match->transaction, "c d");
}

TEST(Routes, the_association_files_of_the_apps_are_at_the_top_of_the_host_alone) {
  const auto apple = match_route("GET", "/.well-known/apple-app-site-association", Door::api);
  ASSERT_TRUE(apple.has_value());
  EXPECT_EQ(apple->route->endpoint, Endpoint::apple_association);
  const auto android = match_route("GET", "/.well-known/assetlinks.json", Door::api);
  ASSERT_TRUE(android.has_value());
  EXPECT_EQ(android->route->endpoint, Endpoint::android_association);
  // "renverra une erreur", says the reference page of the first.
  EXPECT_EQ(code_for("GET", "/89C3api/accreditation/v2/.well-known/apple-app-site-association"),
            Code::route_unknown);
  EXPECT_EQ(code_for("GET", "/.well-known/apple-app-site-association.json"), Code::route_unknown);
}

TEST(Routes, an_unknown_path_is_route_unknown) {
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.2/account/1/transactions"),
            Code::route_unknown);  // the page's misprint
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.2/accounts/1/owners"), Code::route_unknown);
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.2/trusted-beneficiaries"), Code::route_unknown);
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.2/accounts/"), Code::route_unknown);
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.2/accounts//balances"), Code::route_unknown);
  EXPECT_EQ(code_for("GET", "stet"), Code::route_unknown);
}

TEST(Routes, row_205_a_version_that_there_is_not_is_named_as_such) {
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.4.1/accounts"), Code::version_unknown);
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.3/end-user-identity"), Code::version_unknown);
}

TEST(Routes, a_method_that_came_later_is_unknown_and_the_version_that_has_it_is_named) {
  for (const char* path : {"/stet/psd2/v1.4.2/accounts/1/overdrafts",
                           "/stet/psd2/v1.4.2/accounts/1/transactions/2/details"}) {
    for (const char* method : {"GET", "POST"}) {
      const auto match = match_route(method, path, Door::api);
      ASSERT_FALSE(match.has_value());
      EXPECT_EQ(match.error().code, Code::route_unknown);
      EXPECT_NE(match.error().said.find("/stet/psd2/v1.6.2/"), std::string::npos);
    }
  }
  EXPECT_TRUE(match_route("GET", "/stet/psd2/v1.4.2/accounts/1/transactions", Door::api));
}

TEST(Routes, a_wrong_method_is_refused_and_the_right_ones_are_named) {
  EXPECT_EQ(code_for("POST", "/stet/psd2/v1.6.2/accounts/1/balances"), Code::method_not_allowed);
  EXPECT_EQ(allowed_methods("/stet/psd2/v1.6.2/consents", Door::api), "PUT");
  EXPECT_EQ(allowed_methods("/stet/psd2/oauth/token", Door::api), "POST");
}

TEST(Routes, what_anybody_may_look_at_answers_to_head_and_what_counts_or_moves_does_not) {
  for (const char* path : {"/.well-known/oauth-authorization-server", "/errors/SIG_INVALID"}) {
    EXPECT_TRUE(match_route("HEAD", path, Door::api)) << path;
    EXPECT_EQ(allowed_methods(path, Door::api), "GET, HEAD");
  }
  for (const char* path : {"/stet/psd2/v1.6.2/accounts", "/stet/psd2/oauth/authorize",
                           "/permissions", "/stet/psd2/oauth/token"})
    EXPECT_EQ(code_for("HEAD", path), Code::method_not_allowed) << path;
}

TEST(Routes, the_web_port_has_neither_the_api_nor_the_token_endpoint) {
  EXPECT_EQ(code_for("GET", "/stet/psd2/v1.6.2/accounts", Door::web), Code::route_unknown);
  EXPECT_EQ(code_for("POST", "/stet/psd2/oauth/token", Door::web), Code::route_unknown);
  EXPECT_TRUE(match_route("GET", "/stet/psd2/oauth/authorize", Door::web).has_value());
}

TEST(Routes, the_portal_is_on_the_web_port_alone) {
  EXPECT_TRUE(match_route("GET", "/", Door::web).has_value());
  EXPECT_EQ(code_for("GET", "/", Door::api), Code::route_unknown);
}

TEST(Routes, bodies_are_limited_by_path) {
  EXPECT_EQ(body_limit_of("PUT", "/stet/psd2/v1.6.2/consents"), 256u * 1024);
  EXPECT_EQ(body_limit_of("POST", "/stet/psd2/oauth/token"), 16u * 1024);
  EXPECT_EQ(body_limit_of("GET", "/stet/psd2/v1.6.2/accounts"), 16u * 1024);
}

}  // namespace
}  // namespace guichet::counter
