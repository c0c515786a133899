// SPDX-License-Identifier: Apache-2.0
#include "tpp/qc_statements.hpp"

#include <gtest/gtest.h>

#include "crypto/der.hpp"
#include "house_of_tpps.hpp"

namespace guichet::tpp {
namespace {

using crypto::der_element;
using crypto::der_oid;
namespace tag = crypto::der_tag;

std::string role(std::string_view oid, std::string_view name) {
  return der_element(tag::sequence, der_oid(oid) + der_element(tag::utf8_string, name));
}
const std::string ai = role("0.4.0.19495.1.3", "PSP_AI");

std::string statement(std::string_view oid, const std::string& content) {
  return der_element(tag::sequence, der_oid(oid) + content);
}
std::string psd2(const std::string& roles) {
  return statement("0.4.0.19495.2",
                   der_element(tag::sequence, der_element(tag::sequence, roles) +
                                                  der_element(tag::utf8_string, "Banque") +
                                                  der_element(tag::utf8_string, "FR-ACPR")));
}
std::string extension(const std::string& content) { return der_element(tag::sequence, content); }

Code code_of(std::string_view der) {
  const auto statements = read_qc_statements(der);
  return statements ? Code::count_ : statements.error().code;
}
constexpr Code accepted = Code::count_;

TEST(QcStatements, what_is_written_is_read) {
  QcStatements written = test::statements(true);
  written.roles = {TppRole::payment_initiation, TppRole::account_information,
                   TppRole::card_issuing};
  const auto read = read_qc_statements(write_qc_statements(written));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->compliance);
  EXPECT_TRUE(read->type_web);
  EXPECT_FALSE(read->type_seal);
  EXPECT_EQ(read->roles, written.roles);
  EXPECT_EQ(read->nca_name, written.nca_name);
  EXPECT_EQ(read->nca_id, "FR-ACPR");
}

// Written out by hand from TS 119 495 annex A, so that reader and writer cannot share a mistake.
TEST(QcStatements, reads_the_bytes_of_the_standard) {
  using namespace std::string_view_literals;
  const std::string_view der =
      "\x30\x29\x30\x27\x06\x06\x04\x00\x81\x98\x27\x02\x30\x1d\x30\x13\x30\x11"
      "\x06\x07\x04\x00\x81\x98\x27\x01\x03\x0c\x06PSP_AI\x0c\x01X\x0c\x03"
      "YYY"sv;
  const auto read = read_qc_statements(der);
  ASSERT_TRUE(read) << read.error().said;
  EXPECT_EQ(read->roles, std::vector{TppRole::account_information});
  EXPECT_EQ(read->nca_name, "X");
  EXPECT_EQ(read->nca_id, "YYY");
}

TEST(QcStatements, statements_nobody_knows_are_passed_over) {
  EXPECT_EQ(code_of(extension(statement("0.4.0.1862.1.3", std::string("\x02\x01\x0a", 3)) +
                              statement("0.4.0.1862.1.4", {}) + psd2(ai))),
            accepted);
}

TEST(QcStatements, a_role_nobody_knows_is_passed_over_and_the_known_ones_count) {
  const auto read = read_qc_statements(extension(psd2(role("0.4.0.19495.1.9", "PSP_XX") + ai)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->roles, std::vector{TppRole::account_information});
}

TEST(QcStatements, without_the_psd2_statement_are_refused) {
  EXPECT_EQ(code_of(extension({})), Code::cert_no_psd2);
  EXPECT_EQ(code_of(extension(statement("0.4.0.1862.1.1", {}))), Code::cert_no_psd2);
}

TEST(QcStatements, row_25_a_role_under_another_roles_name_is_ambiguous) {
  EXPECT_EQ(code_of(extension(psd2(role("0.4.0.19495.1.3", "PSP_PI")))), Code::cert_ambiguous);
  EXPECT_EQ(code_of(extension(psd2(role("0.4.0.19495.1.9", "PSP_AI")))), Code::cert_ambiguous);
  EXPECT_EQ(code_of(extension(psd2(role("0.4.0.19495.1.3", "psp_ai")))), Code::cert_ambiguous);
  EXPECT_EQ(code_of(extension(psd2(ai + role("0.4.0.19495.1.2", "PSP_AI")))), Code::cert_ambiguous);
}

TEST(QcStatements, two_psd2_statements_are_ambiguous) {
  EXPECT_EQ(code_of(extension(psd2(ai) + psd2(ai))), Code::cert_ambiguous);
}

TEST(QcStatements, row_23_cut_off_at_any_byte_are_refused) {
  const std::string whole = write_qc_statements(test::statements(true));
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_EQ(code_of(whole.substr(0, length)), Code::cert_no_psd2) << length;
  EXPECT_EQ(code_of(whole + '\0'), Code::cert_no_psd2);
}

TEST(QcStatements, row_23_any_byte_changed_crashes_nothing_and_gives_no_role_twice_over) {
  const std::string whole = write_qc_statements(test::statements(true));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = whole;
      changed[at] = static_cast<char>(value);
      const auto read = read_qc_statements(changed);
      if (read) {
        EXPECT_LE(read->roles.size(), 1U);
      }
    }
  }
}

TEST(QcStatements, row_23_wrong_tags_are_refused) {
  const std::string printable_name =
      der_element(tag::sequence, der_oid("0.4.0.19495.1.3") + der_element(0x13, "PSP_AI"));
  const std::string name_for_oid = der_element(
      tag::sequence, der_element(tag::utf8_string, "x") + der_element(tag::utf8_string, "PSP_AI"));
  for (const std::string& roles :
       {printable_name, name_for_oid, der_element(0x31, der_oid("0.4.0.19495.1.3")),
        der_oid("0.4.0.19495.1.3")})
    EXPECT_EQ(code_of(extension(psd2(roles))), Code::cert_no_psd2);
  EXPECT_EQ(code_of(der_element(0x31, psd2(ai))), Code::cert_no_psd2);
  EXPECT_EQ(code_of(der_element(0x04, psd2(ai))), Code::cert_no_psd2);
}

TEST(QcStatements, row_23_indefinite_length_is_refused) {
  const std::string body = psd2(ai);
  EXPECT_EQ(code_of(std::string("\x30\x80", 2) + body + std::string(2, '\0')), Code::cert_no_psd2);
}

TEST(QcStatements, row_23_more_than_16_roles_are_refused) {
  std::string roles;
  for (int i = 0; i < 16; ++i) roles += ai;
  EXPECT_EQ(code_of(extension(psd2(roles))), accepted);
  EXPECT_EQ(code_of(extension(psd2(roles + ai))), Code::cert_no_psd2);
  for (int i = 16; i < 4096; ++i) roles += ai;
  EXPECT_EQ(code_of(extension(psd2(roles))), Code::cert_no_psd2);
}

TEST(QcStatements, row_23_a_mebibyte_is_refused_unread) {
  EXPECT_EQ(code_of(extension(psd2(ai) +
                              statement("1.2.3", der_element(0x04, std::string(1 << 20, 'x'))))),
            Code::cert_no_psd2);
  std::string nested;
  for (int depth = 0; depth < 10'000; ++depth)
    nested = der_element(tag::sequence, nested).substr(0, 60'000);
  EXPECT_EQ(code_of(nested), Code::cert_no_psd2);
}

TEST(QcStatements, empty_names_and_names_over_256_bytes_are_refused) {
  for (const std::string& name : {std::string(), std::string(257, 'x')})
    EXPECT_EQ(code_of(extension(statement(
                  "0.4.0.19495.2",
                  der_element(tag::sequence, der_element(tag::sequence, ai) +
                                                 der_element(tag::utf8_string, name) +
                                                 der_element(tag::utf8_string, "FR-ACPR"))))),
              Code::cert_no_psd2);
}

TEST(QcTypes, are_read_without_a_psd2_statement_too) {
  QcStatements seal;
  seal.type_seal = true;
  const QcTypes types = read_qc_types(write_qc_statements(seal));
  EXPECT_TRUE(types.seal);
  EXPECT_FALSE(types.web);
  EXPECT_FALSE(read_qc_types("junk").seal);
}

}  // namespace
}  // namespace guichet::tpp
