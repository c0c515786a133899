// SPDX-License-Identifier: Apache-2.0
#include "stet/registration.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

namespace guichet::stet {
namespace {

/// 22 March 2027, 09:00:00.521 UTC: summer time begins six days later.
constexpr Instant now{std::chrono::milliseconds{1'805'706'000'521}};

using Members = std::map<std::string, std::string>;

const Members& good() {
  static const Members members{
      {"redirect_uris", R"(["https://tpp.example/back?x=1","http://127.0.0.1:8080/"])"},
      {"token_endpoint_auth_method", R"("tls_client_auth")"},
      {"grant_types", R"(["authorization_code","REFRESH_TOKEN","client_credentials"])"},
      {"response_types", R"(["code"])"},
      {"client_name", R"("Léa's Ledger")"},
      {"provider_legal_id", R"("PSDFR-ACPR-13807")"},
      {"contact", R"({"contact_name":"Léa","email":"lea@tpp.example","phone_number":"+33 1"})"},
      {"scope", R"("aisp, pisp")"},
      {"jwks", R"({"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"k1","keys_ops":["sign"],)"
               R"("x5c":["MIIB"],"x5t#S256":"abc"},{"kty":"RSA","x5c":["MIIC","MIID"]}]})"}};
  return members;
}

std::string body_of(const Members& members) {
  std::string text;
  for (const auto& [name, value] : members)
    text += (text.empty() ? "\"" : ",\"") + name + "\":" + value;
  return '{' + text + '}';
}

/// A good body with `name` set to `value`; an empty value leaves it out.
std::string body(const std::string& name = {}, const std::string& value = {}) {
  Members members = good();
  members.erase(name);
  if (!value.empty()) members[name] = value;
  return body_of(members);
}

Registration accepted(const std::string& text) {
  const auto registration = read_registration(text);
  EXPECT_TRUE(registration.has_value()) << (registration ? "" : registration.error().said);
  return registration.value_or(Registration());
}

/// The `said` of a refusal with `code`.
std::string refused(const std::string& text, Code code = Code::enrol_invalid_client_metadata) {
  const auto registration = read_registration(text);
  EXPECT_FALSE(registration.has_value()) << text.substr(0, 300);
  if (registration) return {};
  EXPECT_EQ(registration.error().code, code) << registration.error().said;
  EXPECT_LE(registration.error().said.size(), 140U) << registration.error().said;
  return registration.error().said;
}

std::string refused_uri(const std::string& uri) {
  return refused(body("redirect_uris", "[\"" + uri + "\"]"), Code::enrol_invalid_redirect_uri);
}

void expect_refused_member(const std::string& name, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    const std::string said = refused(body(name, value));
    EXPECT_TRUE(said.starts_with(name)) << value.substr(0, 100) << ": " << said;
  }
}

TEST(Registration, is_read_whole) {
  const Registration read = accepted(body());
  EXPECT_EQ(read.client_name, "Léa's Ledger");
  EXPECT_EQ(read.provider_legal_id, "PSDFR-ACPR-13807");
  EXPECT_EQ(read.redirect_uris,
            (std::vector<std::string>{"https://tpp.example/back?x=1", "http://127.0.0.1:8080/"}));
  EXPECT_EQ(read.scopes, (std::set<std::string>{"aisp", "pisp"}));
  EXPECT_EQ(read.grant_types, (std::vector<std::string>{"authorization_code", "refresh_token",
                                                        "client_credentials"}));
  EXPECT_EQ(read.response_types, std::vector<std::string>{"code"});
  EXPECT_EQ(read.contacts, (std::vector<std::string>{"Léa", "lea@tpp.example", "+33 1"}));
  EXPECT_EQ(read.keys, (std::vector<RegisteredKey>{{"k1", "MIIB", "abc"}, {"", "MIIC", ""}}));
  EXPECT_EQ(read.client_id, "");
  EXPECT_EQ(read.client_legal_id, "");
}

TEST(Registration, a_body_that_is_not_one_json_object_is_refused) {
  refused("", Code::json_invalid);
  refused("[]", Code::json_invalid);
  refused(R"({"scope":"aisp","scope":"pisp"})", Code::json_invalid);
  refused(std::string(40, '[') + std::string(40, ']'), Code::json_depth);
}

TEST(Registration, each_required_member_is_missed_by_its_name) {
  for (const char* name : {"token_endpoint_auth_method", "grant_types", "client_name",
                           "provider_legal_id", "contact", "scope", "jwks"}) {
    EXPECT_TRUE(refused(body(name)).starts_with(name)) << name;
    EXPECT_TRUE(refused(body(name, "null")).ends_with(name[3] == 't' ? "neither" : "none"));
  }
  EXPECT_EQ(refused(body("redirect_uris"), Code::enrol_invalid_redirect_uri),
            "redirect_uris: expected an array of 1 to 100 URIs, got none");
}

TEST(Registration, response_types_may_be_left_out) {
  EXPECT_TRUE(accepted(body("response_types")).response_types.empty());
}

TEST(RedirectUris, are_a_list_of_1_to_100) {
  std::string hundred;
  for (int i = 0; i < 100; ++i)
    hundred +=
        (i == 0 ? "" : ",") + std::string(R"("https://tpp.example/)") + std::to_string(i) + '"';
  EXPECT_EQ(accepted(body("redirect_uris", '[' + hundred + ']')).redirect_uris.size(), 100U);
  for (const std::string& value :
       {std::string("[]"), std::string("7"), std::string(R"("https://tpp.example/")"),
        std::string("[7]"), "[" + hundred + R"(,"https://tpp.example/"])"})
    refused(body("redirect_uris", value), Code::enrol_invalid_redirect_uri);
}

TEST(RedirectUris, that_are_good_are_taken_byte_by_byte) {
  for (const std::string uri : {"https://tpp.example", "https://TPP.example:8443/a%20b?c=d&e=f@g",
                                "https://[2001:db8::1]/", "https://192.0.2.7/", "http://localhost/",
                                "http://localhost:5000/x", "http://[::1]:1/", "http://127.0.0.1?x"})
    EXPECT_EQ(accepted(body("redirect_uris", "[\"" + uri + "\"]")).redirect_uris.front(), uri);
  const std::string longest = "https://tpp.example/" + std::string(120, 'a');
  accepted(body("redirect_uris", "[\"" + longest + "\"]"));
  EXPECT_NE(refused_uri(longest + "a").find("at most 140 characters"), std::string::npos);
}

TEST(RedirectUris, that_could_lead_elsewhere_are_refused) {
  EXPECT_NE(refused_uri("https://tpp.example/#x").find("no fragment"), std::string::npos);
  EXPECT_NE(refused_uri("https://bank.example@tpp.example/").find("no user"), std::string::npos);
  EXPECT_NE(refused_uri("http://tpp.example/").find("https, or http to"), std::string::npos);
  for (const std::string uri : {"",
                                "/back",
                                "//tpp.example/",
                                "tpp.example",
                                "javascript:alert(1)",
                                "app.tpp:/back",
                                "ftp://tpp.example/",
                                "https:tpp.example",
                                "https:///x",
                                "https://?x",
                                "https://:443/",
                                "https://tpp.example:/",
                                "https://tpp.example:0/",
                                "https://tpp.example:65536/",
                                "https://tpp.example:4 3/",
                                "https://*.tpp.example/",
                                "https://tpp..example/",
                                "https://.example/",
                                "https://tpp.example./",
                                "https://tpp_x.example/",
                                "https://[::1",
                                "https://[]/",
                                "https://[g::1]/",
                                "https://tpp.example/%zz",
                                "https://tpp.example/%2",
                                "https://tpp.example/a b",
                                "https://tpp.example/\\\\evil",
                                "https://tpp.example/é",
                                "https://tpp.example/<",
                                "https://tpp.example\\t/",
                                "http://127.0.0.2/",
                                "http://localhost.evil.example/",
                                "http://127.0.0.1.evil.example/",
                                "http://localhost@evil.example/",
                                " https://tpp.example/"})
    refused_uri(uri);
}

TEST(Registration, only_mutual_tls_authenticates) {
  expect_refused_member("token_endpoint_auth_method",
                        {R"("client_secret_basic")", R"("none")", R"("")", "7"});
}

TEST(Registration, grants_and_responses_are_known_words_in_any_case_each_once) {
  EXPECT_EQ(
      accepted(body("grant_types", R"(["Client_Credentials","client_credentials"])")).grant_types,
      std::vector<std::string>{"client_credentials"});
  EXPECT_EQ(accepted(body("response_types", R"(["CODE"])")).response_types,
            std::vector<std::string>{"code"});
  expect_refused_member("grant_types", {"[]", R"(["implicit"])", R"("authorization_code")", "[7]"});
  expect_refused_member("response_types", {"[]", R"(["token"])", R"(["code token"])"});
}

TEST(Registration, a_name_is_of_1_to_70_visible_characters) {
  std::string seventy;
  for (int i = 0; i < 70; ++i) seventy += "é";
  EXPECT_EQ(accepted(body("client_name", '"' + seventy + '"')).client_name, seventy);
  expect_refused_member("client_name",
                        {R"("")", R"(" ")", R"("a ")", '"' + seventy + "e\"", R"("a\nb")",
                         R"("a\u0000")", R"("a\u202Eb")", R"("a\u200Bb")", R"("\uFEFFa")", "[]"});
}

TEST(Registration, legal_identifiers_have_their_form) {
  expect_refused_member("provider_legal_id",
                        {R"("13807")", R"("psdfr-acpr-13807")", R"("PSDFR-ACPR-")", "13807"});
  EXPECT_EQ(accepted(body("client_legal_id", R"("AGTFR-ACPR-12345001")")).client_legal_id,
            "AGTFR-ACPR-12345001");
  expect_refused_member("client_legal_id", {R"("")", "7"});
}

TEST(Registration, contacts_come_as_a_list_or_as_an_object_or_as_both) {
  Members members = good();
  members["contacts"] = R"(["a@tpp.example","b@tpp.example"])";
  EXPECT_EQ(accepted(body_of(members)).contacts.size(), 5U);
  members.erase("contact");
  EXPECT_EQ(accepted(body_of(members)).contacts,
            (std::vector<std::string>{"a@tpp.example", "b@tpp.example"}));
  EXPECT_TRUE(
      accepted(body("contact", R"({"email":"a@tpp.example","fax":7})")).metadata.find("fax") ==
      std::string::npos);
  expect_refused_member("contact",
                        {"{}", "[]", R"({"fax":"7"})", R"({"email":7})", R"({"email":""})"});
  expect_refused_member("contacts", {"[]", "[7]", R"("a@tpp.example")", R"([""])"});
}

TEST(Registration, scopes_are_separated_by_blanks_or_commas) {
  for (const char* scope : {"aisp pisp", "pisp,aisp", "aisp, pisp", "aisp  pisp aisp"}) {
    EXPECT_EQ(accepted(body("scope", '"' + std::string(scope) + '"')).scopes,
              (std::set<std::string>{"aisp", "pisp"}));
  }
  EXPECT_EQ(accepted(body("scope", R"("cbpii")")).scopes, std::set<std::string>{"cbpii"});
  expect_refused_member("scope", {R"("")", R"(",")", R"("AISP")", R"("aisp openid")",
                                  R"("aisp;pisp")", R"(["aisp"])"});
}

TEST(Registration, keys_are_1_to_10_of_rsa_each_with_a_certificate) {
  const auto keys = [](const std::string& list) {
    return body("jwks", R"({"keys":[)" + list + "]}");
  };
  const std::string key = R"({"kty":"RSA","x5c":["MIIB"]})";
  std::string ten = key;
  for (int i = 1; i < 10; ++i) ten += ',' + key;
  EXPECT_EQ(accepted(keys(ten)).keys.size(), 10U);
  EXPECT_EQ(refused(keys(ten + ',' + key)), "jwks.keys: expected an array of 1 to 10 keys, got 11");
  for (const char* value : {"[]", "{}", R"({"keys":{}})", R"({"keys":[]})"})
    EXPECT_TRUE(refused(body("jwks", value)).starts_with("jwks.keys: expected"));
  EXPECT_EQ(refused(keys(key + R"(,{"kty":"EC","x5c":["MIIB"]})")),
            R"(jwks.keys[1].kty: expected "RSA", got "EC")");
  for (const char* broken :
       {"7", "{}", R"({"kty":"RSA"})", R"({"kty":"RSA","x5c":[]})", R"({"kty":"RSA","x5c":"MIIB"})",
        R"({"kty":"RSA","x5c":[7]})", R"({"kty":"RSA","x5c":["MI IB"]})",
        R"({"kty":"RSA","x5c":["MIIB"],"kid":7})", R"({"kty":"RSA","x5c":["MIIB"],"alg":"PS256"})"})
    EXPECT_TRUE(refused(keys(broken)).starts_with("jwks.keys[0]")) << broken;
  accepted(keys(key + R"(,{"kty":"RSA","use":"enc","alg":"RSA-OAEP","x5c":["MIIC"]})"));
}

TEST(Registration, a_private_key_is_refused_and_not_repeated) {
  const std::string said =
      refused(body("jwks", R"({"keys":[{"kty":"RSA","x5c":["MIIB"],"d":"verysecret"}]})"));
  EXPECT_NE(said.find("public key"), std::string::npos);
  EXPECT_EQ(said.find("verysecret"), std::string::npos);
}

TEST(Registration, keys_at_an_address_are_refused) {
  expect_refused_member("jwks_uri", {R"("https://tpp.example/jwks")"});
  accepted(body("jwks_uri", "null"));
}

TEST(Registration, optional_texts_are_kept_within_their_bounds) {
  expect_refused_member("logo_uri", {R"("javascript:x")", "7", R"("https://tpp.example/ x")"});
  expect_refused_member("software_id", {R"("")", "{}"});
  expect_refused_member("logo", {'"' + std::string(65'537, 'a') + '"'});
  accepted(body("logo", '"' + std::string(65'536, 'a') + '"'));
}

TEST(Registration, what_came_is_shown_harmlessly) {
  const std::string said = refused(body("scope", R"("é<script>)" + std::string(100, 'x') + '"'));
  EXPECT_TRUE(std::ranges::all_of(said, [](char c) { return c >= ' ' && c <= '~'; })) << said;
}

TEST(Registration, unknown_members_are_ignored_and_not_kept) {
  EXPECT_EQ(accepted(body("unknown", R"({"a":[1]})")), accepted(body()));
}

TEST(RegistrationRecord, has_the_issued_values_then_all_metadata_null_where_there_is_none) {
  const std::string record =
      registration_record(accepted(body("logo_uri", R"("https://tpp.example/l")")).metadata,
                          "1PSDFR-ACPR-13807-0-ABCD", "https://bank.example/register/1", now);
  EXPECT_EQ(
      record,
      R"({"client_id":"1PSDFR-ACPR-13807-0-ABCD",)"
      R"("registration_client_uri":"https://bank.example/register/1",)"
      R"("registration_access_token":null,"client_secret":null,)"
      R"("client_id_issued_at":"2027-03-22T10:00:00.521","client_secret_expires_at":null,)"
      R"("client_name":"Léa's Ledger","provider_legal_id":"PSDFR-ACPR-13807",)"
      R"("client_legal_id":null,)"
      R"("redirect_uris":["https://tpp.example/back?x=1","http://127.0.0.1:8080/"],)"
      R"("scope":"aisp,pisp","token_endpoint_auth_method":"tls_client_auth",)"
      R"("grant_types":["AUTHORIZATION_CODE","REFRESH_TOKEN","CLIENT_CREDENTIALS"],)"
      R"("response_types":["CODE"],"contacts":null,)"
      R"("contact":{"contact_name":"Léa","email":"lea@tpp.example","phone_number":"+33 1"},)"
      R"("jwks":{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"k1","x5t#S256":"abc",)"
      R"("x5c":["MIIB"]},{"kty":"RSA","x5c":["MIIC","MIID"]}]},"jwks_uri":null,)"
      R"("client_uri":null,"logo_uri":"https://tpp.example/l","logo":null,"tos_uri":null,)"
      R"("policy_uri":null,"software_id":null,"software_version":null,"software_statement":null})");
}

TEST(RegistrationRecord, of_a_client_enrolled_by_hand_has_no_metadata) {
  const auto record = boost::json::parse(registration_record("", "id", "uri", now));
  EXPECT_TRUE(record.at("client_name").is_null());
  EXPECT_EQ(record.as_object().size(), 26U);
}

/// All optional members, with a value each.
const Members& optional_members() {
  static const Members members{{"client_legal_id", R"("AGTFR-ACPR-12345001")"},
                               {"contacts", R"(["a@tpp.example"])"},
                               {"response_types", R"(["code"])"},
                               {"client_uri", R"("https://tpp.example/")"},
                               {"logo_uri", R"("https://tpp.example/logo")"},
                               {"tos_uri", R"("http://tpp.example/tos")"},
                               {"policy_uri", R"("https://tpp.example/policy")"},
                               {"logo", R"("iVBORw0KGgo=")"},
                               {"software_id", R"("ledger")"},
                               {"software_version", R"("1.0 \"beta\"")"},
                               {"software_statement", R"("a.b.c")"},
                               {"scope", R"("aisp cbpii")"}};
  return members;
}

RC_GTEST_PROP(RegistrationRecord, sent_back_registers_the_same, ()) {
  Members members = good();
  for (const auto& [name, value] : optional_members()) {
    const bool is_there = *rc::gen::arbitrary<bool>();
    if (is_there) members[name] = value;
  }
  const Registration first = accepted(body_of(members));
  const auto second =
      read_registration(registration_record(first.metadata, "id", "https://bank.example/id", now));
  RC_ASSERT(second.has_value());
  RC_ASSERT(second->client_id == "id");
  Registration expected = first;
  expected.client_id = "id";
  RC_ASSERT(*second == expected);
}

}  // namespace
}  // namespace guichet::stet
