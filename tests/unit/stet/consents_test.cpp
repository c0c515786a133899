// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stet/query.hpp"

namespace guichet::stet {
namespace {

const std::string iban = "FR7617515900000400358074026";
const std::string other_iban = "FR7617515900000800358074006";

/// A body with one field replaced; an empty value leaves the field out.
std::string body(const std::string& field = {}, const std::string& value = {}) {
  std::string text;
  for (const auto& [name, usual] : std::vector<std::pair<std::string, std::string>>{
           {"balances", R"([{"iban":")" + iban + R"("}])"},
           {"transactions", "[]"},
           {"overdrafts", "[]"},
           {"psuIdentity", "false"},
           {"trustedBeneficiaries", "false"},
           {"owners", "false"}}) {
    const std::string& shown = name == field ? value : usual;
    if (shown.empty()) continue;
    text += (text.empty() ? "" : ",") + ('"' + name + "\":" + shown);
  }
  return '{' + text + '}';
}

std::string ibans(std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i)
    list += (i ? "," : "") + (R"({"iban":")" + iban + R"("})");
  return '[' + list + ']';
}

void expect_refused(const std::string& text, Code code,
                    const Profile& profile = compatible_profile) {
  const auto consent = read_consents(text, profile, v1_6_2);
  ASSERT_FALSE(consent.has_value()) << text.substr(0, 200);
  EXPECT_EQ(consent.error().code, code) << text.substr(0, 200) << ": " << consent.error().said;
  EXPECT_LE(consent.error().said.size(), 110u) << consent.error().said;
}

std::string said(const std::string& text, const Profile& profile = compatible_profile) {
  const auto consent = read_consents(text, profile, v1_6_2);
  return consent ? std::string() : consent.error().said;
}

TEST(ConsentBody, lists_and_the_identity_flag_are_read) {
  const auto consent = read_consents(
      R"({"balances":[{"iban":")" + iban + R"("},{"iban":")" + other_iban +
          R"("}],"transactions":[{"iban":")" + other_iban + R"("}],"overdrafts":[{"iban":")" +
          iban + R"("}],"psuIdentity":true,"trustedBeneficiaries":true,"owners":true})",
      strict_profile, v1_6_2);
  ASSERT_TRUE(consent.has_value()) << consent.error().said;
  EXPECT_EQ(*consent, (Consent{{iban, other_iban}, {other_iban}, {iban}, true}));
}

TEST(ConsentBody, empty_lists_and_no_identity_are_an_empty_consent) {  // row 171
  const auto consent = read_consents(body("balances", "[]"), strict_profile, v1_6_2);
  ASSERT_TRUE(consent.has_value());
  EXPECT_EQ(*consent, Consent());
}

TEST(ConsentBody, the_reference_vector_is_read) {
  const auto consent = read_consents(
      R"({"balances":[{"iban":"FR7617515900000400358074026"}],"transactions":[],"overdrafts":[],"psuIdentity":false,"trustedBeneficiaries":false,"owners":false})",
      strict_profile, v1_6_2);
  ASSERT_TRUE(consent.has_value());
  EXPECT_EQ(*consent, (Consent{{iban}, {}, {}, false}));
}

TEST(ConsentBody, each_required_field_is_named_when_it_is_missing) {  // row 168
  for (const char* field : {"balances", "transactions", "overdrafts", "psuIdentity",
                            "trustedBeneficiaries", "owners"}) {
    expect_refused(body(field, ""), Code::field_missing, strict_profile);
    EXPECT_TRUE(said(body(field, ""), strict_profile).starts_with(std::string(field) + ": "))
        << field;
  }
}

TEST(ConsentBody,
     the_compatible_profile_reads_missing_overdrafts_and_owners_as_empty) {  // ruling 10
  for (const char* field : {"overdrafts", "owners"})
    EXPECT_TRUE(read_consents(body(field, ""), compatible_profile, v1_6_2).has_value()) << field;
  for (const char* field : {"balances", "transactions", "psuIdentity", "trustedBeneficiaries"})
    expect_refused(body(field, ""), Code::field_missing);
}

TEST(ConsentBody, a_flag_is_true_or_false_and_nothing_else) {  // row 169
  for (const char* field : {"psuIdentity", "trustedBeneficiaries"})
    for (const char* value : {R"("true")", "1", "null", "[]", "{}"})
      expect_refused(body(field, value), Code::field_type);
}

TEST(ConsentBody, a_list_is_an_array_of_objects_with_an_iban) {  // row 169
  for (const char* field : {"balances", "transactions", "overdrafts"}) {
    for (const char* value :
         {"{}", R"("FR76")", "null", "true", "0", R"(["FR76"])", "[null]", "[[]]",
          R"([{"iban":1}])", R"([{"iban":null}])", R"([{"iban":["FR76"]}])"})
      expect_refused(body(field, value), Code::field_type);
    expect_refused(body(field, "[{}]"), Code::field_missing);
  }
}

TEST(ConsentBody, owners_may_be_a_boolean_or_a_list_and_are_ignored) {  // row 170
  for (const char* value : {"true", "false", "[]", R"([{"iban":"FR7617515900000800358074006"}])",
                            R"([{"iban":"x"}])"}) {
    const auto consent = read_consents(body("owners", value), strict_profile, v1_6_2);
    ASSERT_TRUE(consent.has_value()) << value << consent.error().said;
    EXPECT_FALSE(consent->names(other_iban)) << value;
  }
  for (const char* value :
       {"null", "1", R"("true")", "{}", "[1]", R"([{"iban":2}])", "[{}]", R"([{"x":1}])"})
    expect_refused(body("owners", value), Code::field_type);
}

TEST(ConsentBody, a_malformed_iban_is_refused_and_its_place_named) {  // row 165
  for (const char* bad :
       {"FR7617515900000400358074027", "FR761751590000040035807402", "fr7617515900000400358074026",
        "FR76 1751 5900 0004 0035 8074 026", "", "FR76\\u0000"})
    expect_refused(body("transactions", R"([{"iban":")" + std::string(bad) + R"("}])"),
                   Code::iban_invalid);
  const std::string good = R"({"iban":")" + iban + R"("})";
  EXPECT_TRUE(
      said(body("overdrafts", '[' + good + ',' + good + ',' + good + R"(,{"iban":"FR00"}])"))
          .starts_with("overdrafts[3].iban: "));
}

TEST(ConsentBody, a_foreign_iban_with_good_check_digits_is_left_to_the_bank) {  // row 165
  EXPECT_TRUE(read_consents(body("balances", R"([{"iban":"DE89370400440532013000"}])"),
                            strict_profile, v1_6_2)
                  .has_value());
}

TEST(ConsentBody, a_thousand_entries_are_taken_and_one_more_is_not) {  // row 167
  for (const char* field : {"balances", "transactions", "overdrafts", "owners"}) {
    EXPECT_TRUE(read_consents(body(field, ibans(1000)), strict_profile, v1_6_2).has_value())
        << field;
    expect_refused(body(field, ibans(1001)), Code::list_too_long);
  }
}

TEST(ConsentBody, members_that_the_standard_does_not_know_are_ignored) {  // row 177
  std::string extended =
      body("balances", R"([{"iban":")" + iban + R"(","currency":"EUR","other":null}])");
  extended.pop_back();
  EXPECT_TRUE(read_consents(extended + R"(,"x":[{"y":1.5e3}],"é":null})", strict_profile, v1_6_2)
                  .has_value());
}

TEST(ConsentBody, the_first_of_several_faults_is_by_kind_not_by_place) {
  const std::string too_long = ibans(1001);
  // A missing field before a wrong type, a wrong type before a length, a length before an IBAN.
  expect_refused(
      R"({"balances":1,"transactions":[],"overdrafts":[],"psuIdentity":false,"owners":false})",
      Code::field_missing);
  expect_refused(
      R"({"balances":)" + too_long +
          R"(,"transactions":[],"overdrafts":[],"psuIdentity":0,"trustedBeneficiaries":false,"owners":false})",
      Code::field_type);
  expect_refused(
      R"({"balances":[{"iban":"x"}],"transactions":)" + too_long +
          R"(,"overdrafts":[],"psuIdentity":false,"trustedBeneficiaries":false,"owners":false})",
      Code::list_too_long);
}

TEST(ConsentBody, the_sample_as_the_page_prints_it_is_not_json) {  // row 172
  expect_refused(
      R"({"balances":[{"iban":"FR7617515900000400358074026"},{"iban":"FR7617515900000800358074006"}],
"transactions":[{"iban":"FR7617515900000400358074026"}],
"overdrafts":[{"iban":"FR7617515900000400358074026"},"owners":[{"iban":"FR7617515900000800358074006"},],
"trustedBeneficiaries": false,"psuIdentity": false})",
      Code::json_invalid);
}

TEST(ConsentBody, version_1_4_2_wants_the_four_fields_that_it_has) {  // ruling 10
  const std::string four =
      R"({"balances":[{"iban":")" + iban + R"("}],"transactions":[],"psuIdentity":true)";
  for (const Profile& profile : {compatible_profile, strict_profile}) {
    const auto consent = read_consents(four + R"(,"trustedBeneficiaries":true})", profile, v1_4_2);
    ASSERT_TRUE(consent.has_value()) << consent.error().said;
    EXPECT_EQ(*consent, (Consent{{iban}, {}, {}, true}));
    const auto short_of_one = read_consents(four + "}", profile, v1_4_2);
    ASSERT_FALSE(short_of_one.has_value());
    EXPECT_EQ(short_of_one.error().code, Code::field_missing);
  }
}

TEST(ConsentBody, version_1_4_2_ignores_whatever_stands_for_overdrafts_and_owners) {
  const std::vector<std::string> values{R"([{"iban":")" + iban + R"("}])", "true", "[1]", "null"};
  for (const std::string& value : values) {
    for (const char* field : {"overdrafts", "owners"}) {
      const auto consent = read_consents(body(field, value), strict_profile, v1_4_2);
      ASSERT_TRUE(consent.has_value()) << field << value;
      EXPECT_TRUE(consent->overdrafts.empty()) << "there is no such list in 1.4.2";
    }
  }
}

}  // namespace
}  // namespace guichet::stet
