// SPDX-License-Identifier: Apache-2.0
#include "ais/batch_quota.hpp"

#include <gtest/gtest.h>

#include "bank_desk.hpp"

namespace guichet::ais {
namespace {

using namespace std::chrono_literals;

class Quota : public testing::Test {
 protected:
  Answer<AccountBalance> balance(const Visit& visit, const std::string& id = main_id) {
    Answer<AccountBalance> answer;
    balances(at.desk, visit, id, answer.take());
    return answer;
  }
  Answer<TransactionDetails> details(const std::string& transaction) {
    Answer<TransactionDetails> answer;
    transaction_details(at.desk, at.visit(consent_to(main_iban), true), main_id, transaction,
                        answer.take());
    return answer;
  }

  Visit batch() const {
    return at.visit(Consent{{main_iban, second_iban}, {main_iban}, {main_iban}, true}, true);
  }

  BankDesk at;
};

TEST_F(Quota, the_fifth_batch_call_of_a_day_is_refused) {  // row 212
  for (int call = 1; call <= 4; ++call) EXPECT_TRUE(balance(batch()).granted()) << call;
  EXPECT_TRUE(balance(batch()).refused_with(Code::quota_used_up));
}

TEST(UsedUp, says_how_many_accesses_of_what_and_what_to_do_within_the_standards_length) {
  QuotaKey key{"17515", "PSDFR-ACPR-13807", "P1", std::string(main_iban), "transactions"};
  const std::string said = used_up(key, 4);
  const std::string account = iban_of(std::string(main_iban)).masked();
  EXPECT_EQ(said, "Used up this Paris day: 4 batch accesses to transactions of " + account +
                      "; wait for Retry-After, or send PSU-IP-Address if he is there.");
  EXPECT_LE(std::string("QUOTA: ").size() + said.size(), 140u);
  key.subject += "/abc";
  EXPECT_EQ(used_up(key, 4), said) << "an id is nothing to show";
  key.subject = "*";
  key.method = "identity";
  EXPECT_TRUE(used_up(key, 12).contains("12 batch accesses to identity;"));
}

TEST_F(Quota, calls_with_the_customer_connected_are_not_counted) {  // row 216
  Visit connected = batch();
  connected.batch = false;
  for (int call = 1; call <= 20; ++call) EXPECT_TRUE(balance(connected).granted()) << call;
  for (int call = 1; call <= 4; ++call) EXPECT_TRUE(balance(batch()).granted()) << call;
  EXPECT_TRUE(balance(batch()).refused_with(Code::quota_used_up));
  EXPECT_TRUE(balance(connected).granted());
}

TEST_F(Quota, each_account_and_each_method_has_its_own) {
  for (int call = 1; call <= 4; ++call) EXPECT_TRUE(balance(batch()).granted());
  EXPECT_TRUE(balance(batch(), "175159000008003580740").granted());
  Answer<AccountOverdraft> overdraft;
  overdrafts(at.desk, batch(), main_id, overdraft.take());
  EXPECT_TRUE(overdraft.granted());
  Answer<AccountTransactions> entries;
  transactions(at.desk, batch(), main_id, {}, entries.take());
  EXPECT_TRUE(entries.granted());
}

TEST_F(Quota, each_tpp_customer_and_bank_has_its_own) {  // row 228
  for (int call = 1; call <= 4; ++call) EXPECT_TRUE(balance(batch()).granted());
  Visit other_tpp = batch();
  other_tpp.tpp = "PSDFR-ACPR-11111";
  EXPECT_TRUE(balance(other_tpp).granted());
  Visit other_bank = batch();
  other_bank.establishment = other_bank_code;
  EXPECT_TRUE(balance(other_bank).granted());
}

TEST_F(Quota, the_list_and_the_identity_are_counted_without_an_account) {
  for (int call = 1; call <= 5; ++call) {
    Answer<std::vector<Account>> list;
    accounts(at.desk, batch(), list.take());
    Answer<Identity> identity;
    end_user_identity(at.desk, batch(), identity.take());
    EXPECT_EQ(list.granted(), call <= 4) << call;
    EXPECT_EQ(identity.granted(), call <= 4) << call;
  }
}

TEST_F(Quota, the_transactions_method_counts_once_with_or_without_dates) {
  for (int call = 1; call <= 5; ++call) {
    Answer<AccountTransactions> answer;
    TransactionQuery query;
    if (call % 2 == 0) query.date_from = at.clock.now() - 24h;
    transactions(at.desk, batch(), main_id, query, answer.take());
    EXPECT_EQ(answer.granted(), call <= 4) << call;
  }
}

TEST_F(Quota, the_details_of_each_transaction_have_their_own_four) {  // row 220
  Answer<AccountTransactions> all;
  transactions(at.desk, at.visit(consent_to(main_iban)), main_id, {}, all.take());
  ASSERT_TRUE(all.granted());
  for (const Transaction& entry : all.value().entries) {
    for (int call = 1; call <= 4; ++call)
      EXPECT_TRUE(details(entry.id).granted()) << entry.id << call;
    EXPECT_TRUE(details(entry.id).refused_with(Code::quota_used_up)) << entry.id;
  }
}

TEST_F(Quota, refused_calls_are_not_counted) {  // row 221
  for (int call = 1; call <= 6; ++call) {
    EXPECT_TRUE(balance(batch(), "unknown").refused_with(Code::account_unknown));
    EXPECT_TRUE(details("unknown").refused_with(Code::transaction_unknown));
    Answer<AccountTransactions> too_old;
    transactions(at.desk, batch(), main_id, {.date_from = at.clock.now() - 24h * 100},
                 too_old.take());
    EXPECT_TRUE(too_old.refused_with(Code::period_not_allowed));
  }
  EXPECT_TRUE(balance(batch()).granted());
  Answer<AccountTransactions> good;
  transactions(at.desk, batch(), main_id, {}, good.take());
  EXPECT_TRUE(good.granted());
}

TEST_F(Quota, a_unit_comes_back_when_core_banking_does_not_answer) {  // row 270
  at.bank.set_fault(true);
  for (int call = 1; call <= 6; ++call) {
    EXPECT_TRUE(balance(batch()).refused_with(Code::bank_unavailable));
    Answer<std::vector<Account>> list;
    accounts(at.desk, batch(), list.take());
    EXPECT_TRUE(list.refused_with(Code::bank_unavailable));
  }
  at.bank.set_fault(false);
  for (int call = 1; call <= 5; ++call) {
    Answer<std::vector<Account>> list;
    accounts(at.desk, batch(), list.take());
    EXPECT_EQ(list.granted(), call <= 4) << call;
  }
}

TEST_F(Quota, an_empty_history_is_counted_like_any_answer) {  // row 221: 204
  for (int call = 1; call <= 5; ++call) {
    Answer<AccountTransactions> answer;
    transactions(at.desk, batch(), main_id, {.date_from = at.clock.now() + 24h}, answer.take());
    EXPECT_EQ(answer.granted(), call <= 4) << call;
  }
}

TEST_F(Quota, faults_of_the_request_are_told_before_the_quota) {
  for (int call = 1; call <= 4; ++call) {
    Answer<AccountTransactions> answer;
    transactions(at.desk, batch(), main_id, {}, answer.take());
    ASSERT_TRUE(answer.granted());
  }
  Answer<AccountTransactions> too_old;
  transactions(at.desk, batch(), main_id, {.date_from = at.clock.now() - 24h * 100},
               too_old.take());
  EXPECT_TRUE(too_old.refused_with(Code::period_not_allowed));
}

TEST_F(Quota, row_220_an_account_can_have_four_for_all_its_details) {
  at.desk.details_quota = DetailsQuota::account;
  Answer<AccountTransactions> all;
  transactions(at.desk, at.visit(consent_to(main_iban)), main_id, {}, all.take());
  ASSERT_GE(all.value().entries.size(), 5u);
  for (int call = 0; call < 4; ++call)
    EXPECT_TRUE(details(all.value().entries[static_cast<std::size_t>(call)].id).granted()) << call;
  EXPECT_TRUE(details(all.value().entries[4].id).refused_with(Code::quota_used_up));
}

TEST_F(Quota, a_visit_is_told_how_its_counter_stands) {
  std::optional<QuotaStanding> standing;
  Visit visit = batch();
  visit.standing = &standing;
  for (int call = 1; call <= 5; ++call) {
    standing.reset();
    balance(visit);
    ASSERT_TRUE(standing.has_value()) << call;
    EXPECT_EQ(standing->limit, 4);
    EXPECT_EQ(standing->left(), std::max(0, 4 - call)) << call;
  }
  visit.batch = false;
  standing.reset();
  EXPECT_TRUE(balance(visit).granted());
  EXPECT_EQ(standing.value().left(), 0) << "connected calls are told of the batch counter";
  standing.reset();
  EXPECT_TRUE(balance(visit, "unknown").refused_with(Code::account_unknown));
  EXPECT_FALSE(standing.has_value()) << "which counter, nobody knows";
}

TEST_F(Quota, a_refunded_call_is_told_of_the_counter_without_it) {
  std::optional<QuotaStanding> standing;
  Visit visit = batch();
  visit.standing = &standing;
  EXPECT_TRUE(balance(visit).granted());
  Answer<TransactionDetails> unknown;
  transaction_details(at.desk, visit, main_id, "unknown", unknown.take());
  EXPECT_TRUE(unknown.refused_with(Code::transaction_unknown));
  EXPECT_EQ(standing.value().left(), 4);
}

TEST_F(Quota, a_period_that_is_refused_is_told_of_the_counter_that_it_left_alone) {
  std::optional<QuotaStanding> standing;
  Visit visit = batch();
  visit.standing = &standing;
  const auto ask = [&](std::optional<Instant> from) {
    Answer<AccountTransactions> answer;
    transactions(at.desk, visit, main_id, {.date_from = from}, answer.take());
    return answer;
  };
  EXPECT_TRUE(ask({}).granted());
  for (int call = 0; call < 5; ++call) {
    standing.reset();
    EXPECT_TRUE(ask(visit.now - std::chrono::days(400)).refused_with(Code::period_not_allowed));
    EXPECT_EQ(standing.value().left(), 3) << call;
  }
}

TEST_F(Quota, what_cannot_be_a_transactions_id_is_unknown_and_reaches_no_counter) {
  std::optional<QuotaStanding> standing;
  Visit visit = batch();
  visit.standing = &standing;
  for (const std::string& id : {std::string(), std::string("\xff"), std::string(1, '\0'),
                                std::string("a b"), std::string("a/b"), std::string(101, 'a')}) {
    Answer<TransactionDetails> answer;
    transaction_details(at.desk, visit, main_id, id, answer.take());
    EXPECT_TRUE(answer.refused_with(Code::transaction_unknown)) << id;
    EXPECT_FALSE(standing.has_value()) << id;
  }
  Answer<TransactionDetails> longest;
  transaction_details(at.desk, visit, main_id, std::string(100, 'a'), longest.take());
  EXPECT_TRUE(standing.has_value()) << "this one might be one";
}

TEST_F(Quota, the_counter_notes_the_calls_that_moved_it) {
  Visit visit = batch();
  visit.x_request_id = "first";
  EXPECT_TRUE(balance(visit).granted());
  at.bank.set_fault(true);
  Answer<std::vector<Account>> list;
  visit.x_request_id = "second";
  accounts(at.desk, visit, list.take());
  EXPECT_TRUE(list.refused_with(Code::bank_unavailable));
  Answer<std::vector<QuotaCounter>> counters;
  at.store.quota().counters({}, 10, counters.take());
  ASSERT_EQ(counters.value().size(), 2u);
  const std::vector<QuotaMove> taken{{{at.clock.now(), "first"}, 1, ""}};
  const std::vector<QuotaMove> refunded{{{at.clock.now(), "second"}, 1, ""},
                                        {{at.clock.now(), "second"}, -1, "BACKEND"}};
  for (const QuotaCounter& counter : counters.value()) {
    const bool is_list = counter.key.method == "accounts";
    EXPECT_EQ(counter.taken, is_list ? 0 : 1);
    EXPECT_EQ(counter.moves, is_list ? refunded : taken);
  }
}

TEST_F(Quota, new_units_come_at_midnight_in_paris) {  // rows 222, 223
  const auto granted_at = [&](Instant now) {
    at.clock.set(now);
    int granted = 0;
    while (granted < 10 && balance(batch()).granted()) ++granted;
    return granted;
  };
  const auto spring = std::chrono::sys_days(std::chrono::year(2027) / 3 / 27) + 23h;
  const auto autumn = std::chrono::sys_days(std::chrono::year(2027) / 10 / 30) + 22h;
  EXPECT_EQ(granted_at(spring - 1ms), 4);
  EXPECT_EQ(granted_at(spring), 4);
  EXPECT_EQ(granted_at(spring + 23h - 1ms), 0) << "a day of 23 hours";
  EXPECT_EQ(granted_at(spring + 23h), 4);
  EXPECT_EQ(granted_at(autumn - 1ms), 4);
  EXPECT_EQ(granted_at(autumn), 4);
  EXPECT_EQ(granted_at(autumn + 25h - 1ms), 0) << "a day of 25 hours";
  EXPECT_EQ(granted_at(autumn + 25h), 4);
}

}  // namespace
}  // namespace guichet::ais
