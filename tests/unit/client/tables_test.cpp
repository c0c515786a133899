// SPDX-License-Identifier: Apache-2.0
#include "client/tables.hpp"

#include <gtest/gtest.h>

#include "client/masking.hpp"
#include "client/refusal_answer.hpp"

namespace guichet::client {
namespace {

constexpr std::string_view accounts = R"({"accounts":[
  {"resourceId":"175159000004003580740","accountId":{"iban":"FR7617515900000400358074026","currency":"EUR"},
   "name":"CPT DEPOT PART.","usage":"PRIV","cashAccountType":"CACC","psuStatus":"Account Holder",
   "_links":{"balances":{"templated":false,"href":"/b"},"transactions":{"href":"/t"},"overdrafts":{"href":""}}},
  {"accountId":{"iban":"FR7617515000920400430518020"},"name":"LEA"}],
  "_links":{"self":{"href":"/accounts"},"EndUserIdentity":{"href":"/me"},"consents":{"href":"/c"}}})";

TEST(Listing, knows_accounts_by_iban_and_by_resource_id) {
  const auto listing = read_listing(accounts);
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->accounts.size(), 2U);
  EXPECT_EQ(listing->find("FR76 1751 5900 0004 0035 8074 026"), &listing->accounts[0]);
  EXPECT_EQ(listing->find("175159000004003580740"), &listing->accounts[0]);
  EXPECT_EQ(listing->find("FR7617515000920400430518020"), &listing->accounts[1]);
  EXPECT_EQ(listing->find(""), nullptr);
  EXPECT_EQ(listing->find("unknown"), nullptr);
}

TEST(Listing, follows_either_spelling_of_a_link_and_takes_an_empty_href_for_none) {
  const auto listing = read_listing(accounts);
  EXPECT_EQ(listing->link({"endUserIdentity", "EndUserIdentity"}), "/me");
  EXPECT_EQ(listing->link({"trustedBeneficiaries"}), "");
  EXPECT_FALSE(listing->accounts[0].links.contains("overdrafts"));
}

TEST(Listing, refuses_what_is_no_list_of_accounts) {
  for (const char* body : {"", "null", "[]", "{}", R"({"accounts":{}})", "{\"accounts\":["})
    EXPECT_FALSE(read_listing(body)) << body;
  EXPECT_TRUE(read_listing(R"({"accounts":[7,null,{}]})"));
}

TEST(AccountsTable, shows_what_is_consented) {
  EXPECT_EQ(accounts_table(*read_listing(accounts)),
            "IBAN                         NAME             HOLDER          USAGE  CONSENTED        "
            "       RESOURCE ID\n"
            "FR7617515900000400358074026  CPT DEPOT PART.  Account Holder  PRIV   balances, "
            "transactions  175159000004003580740\n"
            "FR7617515000920400430518020  LEA                                     nothing\n");
}

std::string balance_shown(std::string_view amount) {
  Table table = balances_heading();
  const auto added =
      add_balances(table, "A",
                   R"({"balances":[{"name":"N","balanceType":"CLBD","balanceAmount":{"amount":)" +
                       std::string(amount) + R"(,"currency":"EUR"}}]})");
  return added ? table.text() : added.error().said;
}

TEST(BalancesTable, takes_amounts_as_string_or_number) {
  EXPECT_TRUE(balance_shown("\"-150.00\"").contains("-150.00  EUR"));
  EXPECT_TRUE(balance_shown("-150").contains("-150.00  EUR"));
  EXPECT_TRUE(balance_shown("23766.98").contains("23766.98  EUR"));
  EXPECT_TRUE(balance_shown("0").contains("   0.00  EUR"));
  EXPECT_TRUE(balance_shown("8.1e0").contains("8.10  EUR"));
}

TEST(BalancesTable, survives_an_amount_of_any_size_or_type) {
  EXPECT_TRUE(balance_shown("1e308").contains("EUR"));
  EXPECT_TRUE(balance_shown("null").contains("EUR"));
  EXPECT_TRUE(balance_shown("[]").contains("EUR"));
}

TEST(TransactionsTable, gives_debits_a_minus_and_joins_the_text_lines) {
  const auto table = transactions_table(R"({"transactions":[
    {"entryReference":"R1","transactionAmount":{"amount":8.12,"currency":"EUR"},"creditDebitIndicator":"DBIT",
     "status":"BOOK","bookingDate":"2022-07-23T00:00:00+0200","_links":{"details":{"href":"/d"}},
     "remittanceInformation":{"unstructured":["PRLV SEPA Free","","REF 7"]}},
    {"transactionAmount":{"amount":"11.40","currency":"EUR"},"creditDebitIndicator":"CRDT","status":"OTHR",
     "expectedBookingDate":"2022-07-24","remittanceInformation":["VIR"]}]})");
  ASSERT_TRUE(table);
  EXPECT_EQ(*table,
            "#  BOOKED      AMOUNT  CURRENCY  STATUS  TEXT                    DETAILS  REFERENCE\n"
            "1  2022-07-23   -8.12  EUR       BOOK    PRLV SEPA Free / REF 7  yes      R1\n"
            "2  2022-07-24   11.40  EUR       OTHR    VIR\n");
}

TEST(Tables, align_accented_text_and_keep_control_characters_from_the_terminal) {
  Table table({"NAME", ">N"});
  table.add({"H\u00e9l\u00e8ne", "1"});
  table.add({"a\x1b[31mb\nc\u009b", "22"});
  EXPECT_EQ(table.text(), "NAME         N\nH\u00e9l\u00e8ne       1\na?[31mb?c?  22\n");
}

TEST(OverdraftsTable, shows_the_allowed_amount) {
  Table table = overdrafts_heading();
  EXPECT_TRUE(add_overdraft(table, "A",
                            R"({"overdrafts":{"allowedAmount":{"amount":0,"currency":"EUR"}}})"));
  EXPECT_TRUE(table.text().contains("0.00  EUR"));
  EXPECT_FALSE(add_overdraft(table, "A", R"({"overdrafts":[]})"));
}

TEST(IdentityLines, show_what_the_bank_names) {
  EXPECT_EQ(identity_lines(R"({"identity":{"fullName":"Mme LEA SANDBOXA","lastName":"SANDBOXA"}})"),
            "fullName: Mme LEA SANDBOXA\nlastName: SANDBOXA\n");
  EXPECT_FALSE(identity_lines("{}"));
}

TEST(DetailsLines, show_each_line_indented) {
  EXPECT_EQ(details_lines(R"({"details":["VIR SEPA","REF 1"]})"), "  VIR SEPA\n  REF 1\n");
  EXPECT_FALSE(details_lines(R"({"details":"x"})"));
}

Answer refused_with(std::string body) {
  Answer answer;
  answer.status = 403;
  answer.body = std::move(body);
  answer.headers.add("Link", "<https://bank/errors/CONSENT_MISSING>; rel=\"help\"");
  answer.headers.add("link", "<http://127.0.0.1:8080/inspector/r>; rel=\"monitor\"");
  return answer;
}

TEST(Refusals, of_the_api_are_split_into_code_and_text_and_links_found) {
  const auto refusal = read_refusal(refused_with(
      R"({"timestamp":"t","status":403,"error":"Forbidden","message":"CONSENT_MISSING: Not consented.","path":"/p"})"));
  EXPECT_EQ(refusal.code, "CONSENT_MISSING");
  EXPECT_EQ(refusal.message, "Not consented.");
  EXPECT_EQ(refusal.help, "https://bank/errors/CONSENT_MISSING");
  EXPECT_EQ(refusal.monitor, "http://127.0.0.1:8080/inspector/r");
}

TEST(Refusals, with_a_bare_code_have_no_text) {
  const auto refusal = read_refusal(refused_with(R"({"status":404,"message":"NAAC"})"));
  EXPECT_EQ(refusal.code, "NAAC");
  EXPECT_EQ(refusal.message, "");
}

TEST(Refusals, of_the_token_endpoint_carry_its_own_words) {
  const auto refusal = read_refusal(
      refused_with(R"({"error":"invalid_grant","error_description":"The code is used up."})"));
  EXPECT_EQ(refusal.code, "invalid_grant");
  EXPECT_EQ(refusal.message, "The code is used up.");
}

TEST(Refusals, of_another_bank_or_of_no_form_are_kept_as_they_are) {
  EXPECT_EQ(read_refusal(refused_with(R"({"message":"No consent for TPP [x]"})")).message,
            "No consent for TPP [x]");
  EXPECT_EQ(read_refusal(refused_with("<html>")).message, "");
}

TEST(Masking, shows_the_end_of_a_long_token_only) {
  EXPECT_EQ(
      with_masked_secrets(
          "GET / HTTP/1.1\r\nAuthorization: Bearer abcdefghijklmnopqrstuvwxyz\r\nDate: d\r\n\r\n"),
      "GET / HTTP/1.1\r\nAuthorization: Bearer ...wxyz\r\nDate: d\r\n\r\n");
  EXPECT_EQ(with_masked_secrets("GET / HTTP/1.1\r\nAuthorization: Bearer short"),
            "GET / HTTP/1.1\r\nAuthorization: Bearer ...");
}

TEST(Masking, hides_the_secrets_of_a_form) {
  EXPECT_EQ(
      with_masked_secrets("POST / HTTP/1.1\r\nA: "
                          "b\r\n\r\ncode=0123456789abcdefgh&x=1&code_verifier=v&refresh_token=r"),
      "POST / HTTP/1.1\r\nA: b\r\n\r\ncode=...efgh&x=1&code_verifier=...&refresh_token=...");
}

}  // namespace
}  // namespace guichet::client
