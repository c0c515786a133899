// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bank_desk.hpp"
#include "domain/paris_day.hpp"

namespace guichet::ais {
namespace {

using std::optional;
using Ids = std::vector<std::string>;

/// The first words of the entries' remittance: the ids of their plans.
Ids names(const AccountTransactions& answer) {
  Ids ids;
  for (const Transaction& entry : answer.entries) ids.push_back(entry.remittance.at(0));
  return ids;
}

Ids ask(BankDesk& at, TransactionQuery query) {
  Answer<AccountTransactions> answer;
  transactions(at.desk, at.visit(consent_to(main_iban)), main_id, std::move(query), answer.take());
  EXPECT_TRUE(answer.granted());
  return answer.granted() ? names(answer.value()) : Ids{"refused"};
}

Instant midnight_before_anchor(const BankDesk& at, int days) {
  return midnight_of(days_after(bank::anchor_of(paris_day_of(at.clock.now())), -days));
}

TEST(Transactions, they_come_newest_first) {  // ruling 18
  BankDesk at;
  EXPECT_EQ(ask(at, {}), (Ids{"new", "nameless", "standing-2", "standing-1", "old"}));
}

TEST(Transactions, date_from_is_inside_and_date_to_is_not) {  // AT-05, AT-06, AT-07, row 196
  BankDesk at;
  const Instant tenth = midnight_before_anchor(at, 10);
  const Instant thirtieth = midnight_before_anchor(at, 30);
  EXPECT_EQ(ask(at, {.date_from = tenth}), (Ids{"new", "nameless"}));
  EXPECT_EQ(ask(at, {.date_from = tenth + std::chrono::milliseconds(1)}), (Ids{"new"}));
  EXPECT_EQ(ask(at, {.date_to = tenth}), (Ids{"standing-2", "standing-1", "old"}));
  EXPECT_EQ(ask(at, {.date_from = thirtieth, .date_to = tenth}), (Ids{"standing-2", "standing-1"}));
}

TEST(Transactions, a_period_in_the_future_is_empty) {  // row 200
  BankDesk at;
  EXPECT_EQ(ask(at, {.date_from = at.clock.now() + std::chrono::days(3)}), Ids());
  EXPECT_EQ(ask(at, {.date_to = at.clock.now() + std::chrono::days(3)}).size(), 5u);
}

TEST(Transactions, an_account_without_entries_answers_with_none) {  // AT-10
  BankDesk at;
  Answer<AccountTransactions> answer;
  transactions(at.desk, at.visit(consent_to(second_iban)), "175159000008003580740", {},
               answer.take());
  ASSERT_TRUE(answer.granted());
  EXPECT_TRUE(answer.value().entries.empty());
}

TEST(Transactions,
     a_period_that_begins_before_the_depth_of_the_segment_is_refused) {  // AT-09, row 197
  BankDesk at;
  const ParisDay today = paris_day_of(at.clock.now());
  const auto asked = [&](const char* psu, const std::string& iban, const std::string& id,
                         int days) {
    Visit visit = at.visit(consent_to(iban));
    visit.psu = psu;
    Answer<AccountTransactions> answer;
    transactions(at.desk, visit, id, {.date_from = midnight_of(days_after(today, -days))},
                 answer.take());
    return answer;
  };
  EXPECT_TRUE(asked("customer", main_iban, main_id, 62).granted());
  EXPECT_TRUE(asked("customer", main_iban, main_id, 63).refused_with(Code::period_not_allowed));
  EXPECT_TRUE(asked("company", foreign_iban, foreign_id, 90).granted());
  EXPECT_TRUE(
      asked("company", foreign_iban, foreign_id, 91).refused_with(Code::period_not_allowed));
}

TEST(Transactions, a_reference_keeps_what_comes_after_it) {  // AT-24, row 202
  BankDesk at;
  EXPECT_EQ(ask(at, {.entry_reference_from = "R1"}),
            (Ids{"new", "nameless", "standing-2", "standing-1"}));
  EXPECT_EQ(ask(at, {.entry_reference_from = "R4"}), Ids());
  EXPECT_EQ(ask(at, {.entry_reference_to = "R1"}), (Ids{"old"}));
  EXPECT_EQ(ask(at, {.entry_reference_from = "R1", .entry_reference_to = "S"}),
            (Ids{"standing-2", "standing-1"}));
}

TEST(Transactions, instalments_with_one_reference_go_together) {
  BankDesk at;
  EXPECT_EQ(ask(at, {.entry_reference_from = "S"}), (Ids{"new", "nameless"}));
  EXPECT_EQ(ask(at, {.entry_reference_to = "S"}), (Ids{"standing-2", "standing-1", "old"}));
}

TEST(Transactions, an_unknown_reference_leaves_nothing_above_and_all_below) {
  BankDesk at;
  for (const char* reference : {"unheard of", ""}) {
    EXPECT_EQ(ask(at, {.entry_reference_from = reference}), Ids()) << reference;
    EXPECT_EQ(ask(at, {.entry_reference_to = reference}).size(), 5u) << reference;
  }
}

TEST(Transactions, a_lower_mark_above_the_upper_one_leaves_nothing) {
  BankDesk at;
  EXPECT_EQ(ask(at, {.entry_reference_from = "R4", .entry_reference_to = "R1"}), Ids());
  EXPECT_EQ(ask(at, {.entry_reference_from = "S", .entry_reference_to = "S"}), Ids());
}

TEST(Transactions, a_reference_may_stand_outside_the_dates_asked_for) {  // AT-24
  BankDesk at;
  const Instant tenth = midnight_before_anchor(at, 10);
  EXPECT_EQ(ask(at, {.date_to = tenth, .entry_reference_from = "R1"}),
            (Ids{"standing-2", "standing-1"}));
  EXPECT_EQ(ask(at, {.date_from = midnight_before_anchor(at, 25), .entry_reference_from = "R1"}),
            (Ids{"new", "nameless", "standing-2"}));
  EXPECT_EQ(ask(at, {.date_to = tenth, .entry_reference_to = "R4"}),
            (Ids{"standing-2", "standing-1", "old"}));
}

class Details : public testing::Test {
 protected:
  Answer<TransactionDetails> details(const char* psu, const std::string& iban,
                                     const std::string& id, const std::string& transaction) {
    Visit visit = at.visit(consent_to(iban));
    visit.psu = psu;
    Answer<TransactionDetails> answer;
    transaction_details(at.desk, visit, id, transaction, answer.take());
    return answer;
  }

  std::string id_of(const std::string& name) {
    Answer<AccountTransactions> answer;
    transactions(at.desk, at.visit(consent_to(main_iban)), main_id, {}, answer.take());
    for (const Transaction& entry : answer.value().entries)
      if (entry.remittance.at(0) == name) return entry.id;
    return {};
  }

  BankDesk at;
};

TEST_F(Details, the_lines_of_an_entry_are_given) {  // AT-30
  const auto answer = details("customer", main_iban, main_id, id_of("old"));
  ASSERT_TRUE(answer.granted());
  EXPECT_EQ(answer.value().lines, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(answer.value().transaction_id, id_of("old"));
  EXPECT_EQ(answer.value().iban.text(), main_iban);
}

TEST_F(Details, an_entry_without_details_has_no_lines) {
  const auto answer = details("customer", main_iban, main_id, id_of("new"));
  ASSERT_TRUE(answer.granted());
  EXPECT_TRUE(answer.value().lines.empty());
}

TEST_F(Details, an_unknown_entry_and_one_of_another_account_are_unknown) {  // AT-30
  EXPECT_TRUE(details("customer", main_iban, main_id, "x").refused_with(Code::transaction_unknown));
  EXPECT_TRUE(details("customer", second_iban, "175159000008003580740", id_of("old"))
                  .refused_with(Code::transaction_unknown));
  EXPECT_TRUE(details("customer", main_iban, "175150009204004305180", id_of("old"))
                  .refused_with(Code::account_unknown));
}

TEST_F(Details, an_entry_beyond_the_depth_of_the_segment_is_unknown) {  // row 188
  bank::BankTables tables = small_bank();
  const std::string& company_id = foreign_id;
  Visit visit = at.visit(consent_to(foreign_iban));
  visit.psu = "company";
  Answer<AccountTransactions> all;
  transactions(at.desk, visit, company_id, {}, all.take());
  ASSERT_TRUE(all.granted());
  ASSERT_EQ(names(all.value()), (Ids{"recent", "ancient"}));
  const std::string ancient = all.value().entries[1].id;
  EXPECT_TRUE(details("company", foreign_iban, company_id, ancient).granted());

  for (bank::CustomerRow& row : tables.customers)
    row.customer.own_subscription = Subscription::dei_pro;
  at.bank.replace(std::move(tables));
  EXPECT_TRUE(details("company", foreign_iban, company_id, ancient)
                  .refused_with(Code::transaction_unknown));
}

TEST_F(Details, they_need_the_consent_to_transactions) {
  Answer<TransactionDetails> answer;
  transaction_details(at.desk, at.visit(Consent{{main_iban}, {}, {main_iban}, true}), main_id,
                      id_of("old"), answer.take());
  EXPECT_TRUE(answer.refused_with(Code::consent_missing));
}

}  // namespace
}  // namespace guichet::ais
