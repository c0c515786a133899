// SPDX-License-Identifier: Apache-2.0
#include "oauth/metadata.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

namespace guichet::oauth {
namespace {

constexpr std::string_view issuer = "https://www.17515.sandbox.api.localhost:8443";

rapidjson::Document metadata(const Profile& profile) {
  rapidjson::Document document;
  document.Parse(metadata_document(issuer, profile).c_str());
  return document;
}

TEST(Metadata, names_the_issuer_and_the_endpoints_under_it) {
  const auto document = metadata(compatible_profile);
  ASSERT_TRUE(document.IsObject());
  EXPECT_EQ(document["issuer"].GetString(), issuer);
  const std::string base = std::string(issuer) + "/stet/psd2/oauth/";
  EXPECT_EQ(document["authorization_endpoint"].GetString(), base + "authorize");
  EXPECT_EQ(document["token_endpoint"].GetString(), base + "token");
  EXPECT_EQ(document["revocation_endpoint"].GetString(), base + "revoke");
}

TEST(Metadata, offers_what_the_endpoints_take_and_nothing_else) {
  const auto document = metadata(compatible_profile);
  const auto only = [&](const char* name, std::string_view value) {
    ASSERT_EQ(document[name].Size(), 1u) << name;
    EXPECT_EQ(document[name][0].GetString(), value);
  };
  only("response_types_supported", "code");
  only("response_modes_supported", "query");
  only("code_challenge_methods_supported", "S256");
  only("token_endpoint_auth_methods_supported", "tls_client_auth");
  only("revocation_endpoint_auth_methods_supported", "tls_client_auth");
  ASSERT_EQ(document["grant_types_supported"].Size(), 3u);
  EXPECT_STREQ(document["grant_types_supported"][0].GetString(), "authorization_code");
  EXPECT_STREQ(document["grant_types_supported"][1].GetString(), "refresh_token");
  EXPECT_STREQ(document["grant_types_supported"][2].GetString(), "client_credentials");
}

TEST(Metadata, row_139_promises_the_issuer_in_authorization_responses) {
  const auto document = metadata(compatible_profile);
  EXPECT_TRUE(document["authorization_response_iss_parameter_supported"].GetBool());
}

TEST(Metadata, tells_whether_tokens_are_bound_to_the_certificate) {
  constexpr const char* name = "tls_client_certificate_bound_access_tokens";
  EXPECT_FALSE(metadata(compatible_profile)[name].GetBool());
  EXPECT_TRUE(metadata(strict_profile)[name].GetBool());
}

}  // namespace
}  // namespace guichet::oauth
