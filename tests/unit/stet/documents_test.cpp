// SPDX-License-Identifier: Apache-2.0
#include "stet/documents.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace guichet::stet {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

constexpr Wire compatible{v1_6_2, true};
constexpr Wire strict{v1_6_2, false};
constexpr Wire old_compatible{v1_4_2, true};
constexpr Wire old_strict{v1_4_2, false};

const std::string first_iban = "FR7617515900000400358074026";
const std::string second_iban = "FR7617515900000800358074006";

Iban iban_of(const std::string& text) { return Iban::parse(text).value(); }

ParisDay paris_day(int y, unsigned m, unsigned d) { return ParisDay(year(y), month(m), day(d)); }

/// A message of api/samples, which the OpenAPI document describes too.
std::string sample(const Wire& wire, const std::string& name) {
  std::string folder = wire.as_printed ? "compatible" : "strict";
  if (wire.version.name == v1_4_2.name) folder += "-1.4.2";
  std::ifstream file(GUICHET_SOURCE_DIR "/api/samples/" + folder + "/" + name + ".json");
  std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_TRUE(text.ends_with('\n')) << name;
  if (!text.empty()) text.pop_back();
  return text;
}

Account account(const std::string& iban) {
  return Account{iban_of(iban), "CPT DEPOT PART.", "Mme CLAIRE RECETTEB"};
}

Consent everything() {
  return Consent{
      {first_iban, second_iban}, {first_iban, second_iban}, {first_iban, second_iban}, true};
}

Consent only_transactions() { return Consent{{}, {first_iban}, {}, false}; }

Transaction printed(std::string reference, std::int64_t cents, ParisDay booked,
                    BankTransactionCode code, std::string label, std::string id) {
  code.issuer = "SI MYSYS - Caisse d'Epargne";
  return Transaction{std::move(id), std::move(reference), Money{cents},       EntryStatus::book,
                     booked,        std::move(code),      {std::move(label)}, true};
}

std::vector<Transaction> printed_entries() {
  return {
      printed("382040554102518000713473520220722", -812, paris_day(2022, 7, 23),
              {"PMNT", "RDDT", "OTHR", "06", ""}, "VIR SEPA BP RIVES PARIS", "RUNIU0VQ"),
      printed("382040554102512022-07-12-02.42.40.510668", -1140, paris_day(2022, 7, 12),
              {"ACMT", "MDOP", "COMM", "62", ""}, "* COT FORFAIT FSE +", "bnVsbF8x"),
      printed("382040554102512022-07-06-11.22.06.175250", -825, paris_day(2022, 7, 6),
              {"PMNT", "ICDT", "DMCT", "06", ""}, "VIREMENT VERS BP RIVES PARIS", "U0VQQSAy"),
      printed("382040554102512216685I10000004", -1133, paris_day(2022, 6, 15),
              {"PMNT", "IRCT", "ESCT", "C1", ""}, "VIR INST DES C17", "MjIxNjY4"),
  };
}

bool mentions(const std::string& document, const char* link) {
  return document.find('"' + std::string(link) + "\":{") != std::string::npos;
}

class EveryForm : public testing::TestWithParam<Wire> {
 protected:
  const Wire wire = GetParam();
};
std::string name_of(const testing::TestParamInfo<Wire>& form) {
  return std::string(form.param.version.name == v1_4_2.name ? "former_" : "") +
         (form.param.as_printed ? "compatible" : "strict");
}
INSTANTIATE_TEST_SUITE_P(Documents, EveryForm,
                         testing::Values(compatible, strict, old_compatible, old_strict), name_of);

/// Of the version that has every method.
class BothForms : public EveryForm {};
INSTANTIATE_TEST_SUITE_P(Documents, BothForms, testing::Values(compatible, strict), name_of);

TEST_P(EveryForm, accounts_without_a_consent_are_bare) {
  const std::vector accounts{account("FR7617515000920400430518020"),
                             account("FR7617515000920400851811524")};
  EXPECT_EQ(accounts_document(wire, accounts, Consent()), sample(wire, "accounts_without_consent"));
}

TEST_P(EveryForm, an_account_says_what_the_customer_is_to_it) {
  for (const auto& [status, text] :
       {std::pair{PsuStatus::account_holder, R"("psuStatus":"Account Holder")"},
        {PsuStatus::account_co_holder, R"("psuStatus":"Account Co-Holder")"},
        {PsuStatus::custodian_for_minor, R"("psuStatus":"Custodian For Minor")"}}) {
    Account one = account(first_iban);
    one.psu_status = status;
    EXPECT_TRUE(accounts_document(wire, std::vector{one}, Consent()).contains(text)) << text;
    EXPECT_TRUE(accounts_document(wire, std::vector{one}, everything()).contains(text)) << text;
  }
}

TEST_P(EveryForm, consented_accounts_have_an_id_and_links) {
  const std::vector accounts{account(first_iban), account(second_iban)};
  EXPECT_EQ(accounts_document(wire, accounts, everything()), sample(wire, "accounts_with_consent"));
}

TEST_P(EveryForm, an_account_shows_the_links_of_its_lists_and_others_stay_bare) {  // row 186
  const std::vector accounts{account(first_iban), account(second_iban)};
  EXPECT_EQ(accounts_document(wire, accounts, only_transactions()),
            sample(wire, "accounts_partly_consented"));
}

TEST_P(EveryForm, a_balance_is_written_as_its_form_wants_it) {
  EXPECT_EQ(balances_document(wire, iban_of(first_iban), Balance{Money{-15000}},
                              paris_day(2022, 7, 1), everything()),
            sample(wire, "balances"));
}

TEST_P(EveryForm, the_entries_of_the_reference_page_are_written_as_there) {
  EXPECT_EQ(transactions_document(wire, iban_of(first_iban), printed_entries(), everything(), ""),
            sample(wire, "transactions"));
}

TEST_P(EveryForm, what_an_entry_does_not_have_is_left_out_and_an_empty_reference_shown) {  // AT-08
  const std::vector<Transaction> entries{
      {"a",
       "",
       Money{142000},
       EntryStatus::othr,
       paris_day(2022, 12, 1),
       {},
       {"VIR SEPA \"SALAIRE\"", "d'été \\ 1/2"}},
      {"b", {}, Money{-5}, EntryStatus::book, paris_day(2022, 11, 30), {}, {}},
  };
  EXPECT_EQ(transactions_document(wire, iban_of(first_iban), entries, only_transactions(),
                                  "dateFrom=2022-11-01T00:00:00.000%2B01:00"),
            sample(wire, "transactions_plain"));
}

TEST_P(BothForms, details_lead_back_to_the_entries) {
  const std::vector<std::string> lines{"VIR SEPA BP RIVES PARIS", "Date d'opération : 22/07/2022"};
  EXPECT_EQ(details_document(wire, iban_of(first_iban), "RUNIU0VQ", lines, everything()),
            sample(wire, "details"));
}

TEST_P(BothForms, an_overdraft_is_an_object_with_a_number) {  // AT-29
  EXPECT_EQ(overdrafts_document(wire, iban_of(first_iban), Money{0}, everything()),
            sample(wire, "overdrafts"));
}

TEST_P(EveryForm, a_person_has_names_and_a_prefix) {  // AT-27
  EXPECT_EQ(identity_document(wire, Identity{"Mme LEA SANDBOXA", "MADM", "LEA", "SANDBOXA"}),
            sample(wire, "identity"));
}

TEST_P(EveryForm, a_company_has_a_full_name_only) {
  EXPECT_EQ(identity_document(wire, Identity{"ATELIER RIVES SARL", "", "", ""}),
            sample(wire, "identity_of_company"));
}

TEST_P(BothForms, every_document_links_only_to_what_was_consented) {
  const Iban iban = iban_of(first_iban);
  const Consent balances_only{{first_iban}, {}, {}, false};
  const std::string balances =
      balances_document(wire, iban, Balance{}, paris_day(2027, 3, 1), balances_only);
  EXPECT_FALSE(mentions(balances, "transactions"));
  EXPECT_FALSE(mentions(balances, "overdrafts"));
  const std::string overdrafts =
      overdrafts_document(wire, iban, Money{}, Consent{{}, {}, {first_iban}, false});
  EXPECT_FALSE(mentions(overdrafts, "balances"));
  EXPECT_FALSE(mentions(overdrafts, "transactions"));
  const std::string details = details_document(wire, iban, "x", {}, only_transactions());
  EXPECT_TRUE(mentions(details, "transactions"));
  EXPECT_FALSE(mentions(details, "balances"));
  EXPECT_FALSE(mentions(details, "overdrafts"));
}

TEST(Documents, links_carry_the_version_of_the_request) {  // ruling 8
  const std::vector accounts{account(first_iban)};
  const std::string document = accounts_document(Wire{v1_4_2, true}, accounts, everything());
  EXPECT_EQ(document.find("v1.6.2"), std::string::npos);
  EXPECT_NE(document.find("/stet/psd2/v1.4.2/accounts/175159000004003580740/balances"),
            std::string::npos);
}

TEST(Documents, amounts_of_version_1_4_2_are_text_with_two_decimals) {  // ruling 7
  for (const Wire& old : {Wire{v1_4_2, true}, Wire{v1_4_2, false}}) {
    const std::string document =
        transactions_document(old, iban_of(first_iban), printed_entries(), everything(), "");
    EXPECT_NE(document.find(R"("amount":"11.40")"), std::string::npos);
    const std::string balance = balances_document(old, iban_of(first_iban), {Money{-15000}},
                                                  paris_day(2022, 7, 1), everything());
    EXPECT_NE(balance.find(R"("amount":"-150.00")"), std::string::npos);
  }
}

TEST(Documents, an_account_that_version_1_4_2_cannot_read_is_bare_there) {
  const std::vector accounts{account(first_iban)};
  const Consent overdrafts_alone{{}, {}, {first_iban}, false};
  const auto listed = [&](const Version& version) {
    return accounts_document(Wire{version, true}, accounts, overdrafts_alone);
  };
  EXPECT_TRUE(mentions(listed(v1_6_2), "overdrafts"));
  EXPECT_FALSE(mentions(listed(v1_4_2), "overdrafts"));
  EXPECT_NE(listed(v1_6_2).find("resourceId"), std::string::npos);
  EXPECT_EQ(listed(v1_4_2).find("resourceId"), std::string::npos);
}

TEST(Documents, entries_of_version_1_4_2_have_an_id_and_lead_to_no_details) {
  const std::vector<Transaction> entries{
      {"the-id", {}, Money{1}, EntryStatus::book, paris_day(2027, 3, 29), {}, {}, true}};
  const auto written = [&](const Version& version) {
    return transactions_document(Wire{version, true}, iban_of(first_iban), entries, everything(),
                                 "");
  };
  EXPECT_NE(written(v1_4_2).find(R"("resourceId":"the-id")"), std::string::npos);
  EXPECT_NE(written(v1_4_2).find(R"("remittanceInformation":{"unstructured":[]})"),
            std::string::npos);
  EXPECT_EQ(written(v1_4_2).find("details"), std::string::npos);
  EXPECT_EQ(written(v1_6_2).find("resourceId"), std::string::npos);
  EXPECT_NE(written(v1_6_2).find("/the-id/details"), std::string::npos);
}

TEST(Documents, the_summer_offset_stands_on_summer_days_only) {
  const std::vector<Transaction> entries{
      {"a", {}, Money{1}, EntryStatus::book, paris_day(2027, 3, 29), {}, {}},
      {"b", {}, Money{1}, EntryStatus::book, paris_day(2027, 3, 28), {}, {}},
  };
  const std::string document =
      transactions_document(strict, iban_of(first_iban), entries, only_transactions(), "");
  EXPECT_NE(document.find("2027-03-29T00:00:00+02:00"), std::string::npos);
  EXPECT_NE(document.find("2027-03-28T00:00:00+01:00"), std::string::npos)
      << "the change comes at two in the morning";
}

TEST(Documents, a_query_that_would_break_the_link_is_not_repeated) {
  const auto self_of = [](std::string_view query) {
    const std::string document =
        transactions_document(strict, iban_of(first_iban), {}, only_transactions(), query);
    return document.substr(document.find("/stet"),
                           document.find("\",\"templated") - document.find("/stet"));
  };
  const std::string plain = "/stet/psd2/v1.6.2/accounts/175159000004003580740/transactions";
  EXPECT_EQ(self_of("dateTo=x"), plain + "?dateTo=x");
  EXPECT_EQ(self_of("a=\xC3\xA9"), plain) << "not ASCII";
  const std::string longest(longest_repeated_query, 'a');
  EXPECT_EQ(self_of(longest), plain + "?" + longest);
  EXPECT_LE(plain.size() + 1 + longest.size(), 2000u) << "STET GenericLink.href";
}

TEST(Documents, control_characters_are_escaped) {
  const std::string document = identity_document(strict, Identity{"A\tB\x01\"C\\", "", "", ""});
  EXPECT_NE(document.find(R"("fullName":"A\tB\u0001\"C\\")"), std::string::npos) << document;
}

}  // namespace
}  // namespace guichet::stet
