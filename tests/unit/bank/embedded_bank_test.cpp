// SPDX-License-Identifier: Apache-2.0
#include "bank/embedded/embedded_bank.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <thread>

#include "bank/embedded/booked_entries.hpp"

namespace guichet::bank {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

constexpr Instant start = sys_days(std::chrono::year(2027) / 3 / 10) + hours(9);
const std::string code = "17515";
const std::string iban = "FR7617515900000400358074026";
const std::string foreign_iban = "FR7617515000920400430518020";

class HandClock : public Clock {
 public:
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  std::atomic<Instant> now_ = start;
};

Iban iban_of(const std::string& text) { return Iban::parse(text).value(); }

std::string id_of_entry(std::string_view plan, ParisDay day) {
  return std::string(plan) + std::to_string(sys_days(day).time_since_epoch().count());
}

std::vector<BookedEntry> book(std::span<const EntryPlan> plans, ParisDay today) {
  return book(plans, today, id_of_entry);
}

BankTables tables() {
  EntryPlan plan;
  plan.id = "abc";
  plan.days_before_anchor = 1;
  plan.days_to_booking = 1;
  plan.entry_reference = "ref-%Y%m%d-%y%j-%Y-%m-%d";
  plan.amount = Money{-812};
  plan.remittance = {"CB FACT %d%m%y"};
  plan.details = {"100 %", "%d/%m/%Y %x"};
  EntryPlan deepest = plan;
  deepest.id = "def";
  deepest.days_before_anchor = deepest_plan_days;
  deepest.details = {};

  AccountRow account{code,
                     Account{iban_of(iban), "CPT", "Mme"},
                     Balance{Money{-15000}},
                     Money{50000},
                     {deepest, plan}};
  AccountRow foreign{
      code, Account{iban_of(foreign_iban), "CPT", "Mr"}, Balance{Money{1}}, Money{0}, {}};

  CustomerRow customer;
  customer.establishment = code;
  customer.identifier = "9999999901";
  customer.customer.psu = "P1";
  customer.identity.full_name = "Mme LEA SANDBOXA";
  customer.accounts = {iban_of(iban)};
  CustomerRow company;
  company.establishment = code;
  company.identifier = "8888888801";
  company.user_number = "0042";
  company.customer.psu = "P2";
  company.customer.needs_user_number = true;
  company.accounts = {iban_of(foreign_iban)};
  return BankTables{{customer, company}, {account, foreign}, id_of_entry};
}

constexpr HistoryWindow always{Instant::min(), Instant::max()};

/// The outcome of a call that completes at once.
template <class T, class Call>
Outcome<T> outcome_of(Call call) {
  std::optional<Outcome<T>> got;
  call([&](Outcome<T> outcome) { got.emplace(std::move(outcome)); });
  return got ? *std::move(got) : refuse(Code::internal);
}

class Embedded : public testing::Test {
 protected:
  Outcome<Customer> sign_in(const std::string& identifier, const std::string& user_number) {
    return outcome_of<Customer>(
        [&](auto done) { bank.customer_of(code, identifier, user_number, std::move(done)); });
  }
  Outcome<Entries> entries(const std::string& psu = "P1", HistoryWindow window = always) {
    return outcome_of<Entries>(
        [&](auto done) { bank.transactions(code, psu, iban_of(iban), window, std::move(done)); });
  }
  Outcome<std::vector<std::string>> details(const std::string& id, HistoryWindow window = always) {
    return outcome_of<std::vector<std::string>>([&](auto done) {
      bank.transaction_details(code, "P1", iban_of(iban), id, window, std::move(done));
    });
  }
  Outcome<Balance> balance(const std::string& establishment, const std::string& psu,
                           const std::string& account) {
    return outcome_of<Balance>(
        [&](auto done) { bank.balance(establishment, psu, iban_of(account), std::move(done)); });
  }

  HandClock clock;
  EmbeddedBank bank{tables(), clock};
};

TEST(Anchor, it_is_a_multiple_of_fourteen_days_and_never_in_the_future) {
  for (int offset = -30; offset < 60; ++offset) {
    const ParisDay today = days_after(paris_day_of(start), offset);
    const ParisDay anchor = anchor_of(today);
    const auto behind = (sys_days(today) - sys_days(anchor)).count();
    EXPECT_GE(behind, 0);
    EXPECT_LT(behind, anchor_step_days);
    EXPECT_EQ(sys_days(anchor).time_since_epoch().count() % anchor_step_days, 0);
  }
  EXPECT_EQ(anchor_of(std::chrono::year(1969) / 12 / 31), std::chrono::year(1969) / 12 / 18);
}

TEST(Dated, only_known_letters_are_replaced) {
  const ParisDay day = std::chrono::year(2022) / 6 / 15;
  EXPECT_EQ(dated("%y%j85I1", day), "2216685I1");
  EXPECT_EQ(dated("%Y-%m-%d", day), "2022-06-15");
  EXPECT_EQ(dated("100 % of %x %", day), "100 % of %x %");
}

TEST_F(Embedded, a_customer_signs_in_with_his_identifier) {
  EXPECT_EQ(sign_in("9999999901", "").value().psu, "P1");
  EXPECT_EQ(sign_in("9999999999", "").error().code, Code::oauth_access_denied);
  EXPECT_EQ(sign_in("", "").error().code, Code::oauth_access_denied);
}

TEST_F(Embedded, a_company_needs_its_user_number_too) {
  EXPECT_EQ(sign_in("8888888801", "0042").value().psu, "P2");
  EXPECT_EQ(sign_in("8888888801", "").error().code, Code::oauth_access_denied);
  EXPECT_EQ(sign_in("8888888801", "0043").error().code, Code::oauth_access_denied);
}

TEST_F(Embedded, an_account_belongs_to_its_holder_and_its_bank) {
  EXPECT_EQ(balance(code, "P1", iban).value().amount, Money{-15000});
  EXPECT_EQ(balance(code, "P1", foreign_iban).error().code, Code::account_unknown);
  EXPECT_EQ(balance(code, "nobody", iban).error().code, Code::account_unknown);
  EXPECT_EQ(balance("14265", "P1", iban).error().code, Code::account_unknown);
}

TEST_F(Embedded, the_overdraft_and_the_identity_are_given) {
  EXPECT_EQ(outcome_of<Money>([&](auto done) {
              bank.overdraft(code, "P1", iban_of(iban), std::move(done));
            }).value(),
            Money{50000});
  EXPECT_EQ(outcome_of<Identity>([&](auto done) { bank.identity(code, "P1", std::move(done)); })
                .value()
                .full_name,
            "Mme LEA SANDBOXA");
  EXPECT_EQ(outcome_of<Identity>([&](auto done) { bank.identity(code, "P9", std::move(done)); })
                .error()
                .code,
            Code::oauth_access_denied);
}

TEST_F(Embedded, entries_stand_newest_first_on_days_behind_the_anchor) {
  const auto list = entries().value();
  ASSERT_EQ(list.size(), 2u);
  const ParisDay anchor = anchor_of(paris_day_of(start));
  EXPECT_EQ(list[0].booking_day, days_after(anchor, -1));
  EXPECT_EQ(list[1].booking_day, days_after(anchor, -deepest_plan_days));
  EXPECT_TRUE(list[0].has_details);
  EXPECT_FALSE(list[1].has_details);
}

TEST_F(Embedded, texts_bear_the_day_of_the_operation) {
  clock.set(sys_days(std::chrono::year(2027) / 3 / 11) + hours(9));  // the anchor day itself
  ASSERT_EQ(anchor_of(paris_day_of(clock.now())), std::chrono::year(2027) / 3 / 11);
  const Entries shown = entries().value();
  ASSERT_FALSE(shown.empty());
  const Transaction& entry = shown.front();
  EXPECT_EQ(entry.booking_day, std::chrono::year(2027) / 3 / 10);
  EXPECT_EQ(entry.entry_reference, "ref-20270309-27068-2027-03-09");
  EXPECT_EQ(entry.remittance, std::vector<std::string>{"CB FACT 090327"});
  EXPECT_EQ(details(entry.id).value(), (std::vector<std::string>{"100 %", "09/03/2027 %x"}));
}

TEST_F(Embedded, nothing_changes_for_a_fortnight_and_then_everything_moves) {
  const Instant anchor_morning = midnight_of(anchor_of(paris_day_of(start)));
  clock.set(anchor_morning);
  const auto first = entries().value();
  clock.set(anchor_morning + days(14) - std::chrono::milliseconds(1));
  const auto last = entries().value();
  ASSERT_EQ(first.size(), last.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].id, last[i].id);
    EXPECT_EQ(first[i].booking_day, last[i].booking_day);
    EXPECT_EQ(first[i].entry_reference, last[i].entry_reference);
  }
  clock.set(anchor_morning + days(14));
  const auto moved = entries().value();
  EXPECT_EQ(moved[0].booking_day, days_after(first[0].booking_day, 14));
  EXPECT_NE(moved[0].id, first[0].id) << "another booking";
  EXPECT_EQ(details(first[0].id).error().code, Code::transaction_unknown);
  clock.set(anchor_morning);
  EXPECT_EQ(entries().value()[0].id, first[0].id) << "a clock may also be set back";
}

/// A plan that comes back every week on `turn` and is announced three days before.
EntryPlan weekly(bool keeps_reference) {
  EntryPlan plan;
  plan.id = keeps_reference ? "debit" : "card";
  plan.every_days = 7;
  plan.turn = 0;
  plan.announced_days = 3;
  plan.days_to_booking = 3;
  plan.entry_reference = "R%Y%m%d";
  plan.reference_before_booking = keeps_reference;
  plan.amount = Money{-100};
  return plan;
}

ParisDay next_turn_after(ParisDay day) {
  while (sys_days(day).time_since_epoch().count() % 7 != 0) day = days_after(day, 1);
  return day;
}

TEST(Recurring, an_entry_is_announced_booked_and_keeps_its_id_and_reference) {
  const std::array plans{weekly(true)};
  const ParisDay booking = next_turn_after(paris_day_of(start));
  EXPECT_LT(book(plans, days_after(booking, -4))[0].transaction.booking_day, booking);
  const auto before = book(plans, days_after(booking, -3))[0].transaction;
  EXPECT_EQ(before.status, EntryStatus::othr);
  EXPECT_EQ(before.booking_day, booking);
  EXPECT_EQ(before.entry_reference, dated("R%Y%m%d", days_after(booking, -3)));
  const auto eve = book(plans, days_after(booking, -1))[0].transaction;
  EXPECT_EQ(eve.status, EntryStatus::othr);
  const auto after = book(plans, booking)[0].transaction;
  EXPECT_EQ(after.status, EntryStatus::book);
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.entry_reference, before.entry_reference);
  const auto a_month_later = book(plans, days_after(booking, 30));
  EXPECT_TRUE(std::ranges::any_of(a_month_later, [&](const BookedEntry& entry) {
    return entry.transaction.id == after.id;
  })) << "the anchor does not touch it";
}

TEST(Recurring, other_kinds_have_no_reference_before_they_are_booked) {
  const std::array plans{weekly(false)};
  const ParisDay booking = next_turn_after(paris_day_of(start));
  EXPECT_FALSE(book(plans, days_after(booking, -1))[0].transaction.entry_reference.has_value());
  EXPECT_TRUE(book(plans, booking)[0].transaction.entry_reference.has_value());
}

TEST(Recurring, a_refused_entry_has_its_reference_and_is_never_booked) {
  EntryPlan plan = weekly(false);
  plan.refused = true;
  const std::array plans{plan};
  const ParisDay booking = next_turn_after(paris_day_of(start));
  for (int day = -3; day < 60; ++day)
    for (const BookedEntry& entry : book(plans, days_after(booking, day))) {
      EXPECT_EQ(entry.transaction.status, EntryStatus::othr);
      EXPECT_TRUE(entry.transaction.entry_reference.has_value());
    }
}

TEST(Recurring, its_history_reaches_as_far_as_the_deepest_subscription) {
  EntryPlan plan = weekly(true);
  plan.every_days = 1;
  plan.announced_days = 0;
  const std::array plans{plan};
  const ParisDay today = paris_day_of(start);
  const auto list = book(plans, today);
  EXPECT_EQ(list.size(), 91u);
  EXPECT_EQ(list.back().transaction.booking_day, days_after(today, -90));
  EXPECT_EQ(book(plans, std::chrono::year(1969) / 12 / 31).size(), 91u);
}

TEST_F(Embedded, what_a_day_books_is_counted) {
  BankTables changed = tables();
  changed.accounts[0].entries = {weekly(true), weekly(false)};
  bank.replace(std::move(changed));
  const ParisDay booking = next_turn_after(paris_day_of(start));
  EXPECT_EQ(bank.entries_booked(days_after(booking, -1), booking), 2);
  EXPECT_EQ(bank.entries_booked(booking, booking), 0);
  EXPECT_EQ(bank.entries_booked(booking, days_after(booking, 14)), 4);
}

TEST_F(Embedded, what_it_says_of_an_account_can_be_changed) {
  const auto blocked = [&] {
    return outcome_of<std::vector<Account>>(
               [&](auto done) { bank.accounts(code, "P1", std::move(done)); })
        .value()[0]
        .blocked;
  };
  EXPECT_FALSE(blocked());
  const auto block = [](Account& account) { account.blocked = true; };
  EXPECT_TRUE(bank.change_account(code, iban_of(iban), block).value().blocked);
  EXPECT_TRUE(blocked());
  EXPECT_EQ(bank.change_account("14265", iban_of(iban), block).error().code, Code::account_unknown);
  bank.undo_changes();
  EXPECT_FALSE(blocked());
  bank.undo_changes();
  EXPECT_FALSE(blocked());
}

TEST_F(Embedded, an_account_is_reachable_by_the_subscription_of_who_looks) {
  BankTables changed = tables();
  changed.customers[1].customer.segment = Segment::ent;
  changed.customers[1].accounts = {iban_of(iban)};
  changed.customers[1].of_minors = {iban_of(iban)};
  bank.replace(std::move(changed));
  const auto seen = [&](const std::string& psu) {
    return outcome_of<std::vector<Account>>(
               [&](auto done) { bank.accounts(code, psu, std::move(done)); })
        .value()
        .at(0);
  };
  EXPECT_TRUE(seen("P1").reachable_online);
  EXPECT_EQ(seen("P1").psu_status, PsuStatus::account_holder);
  EXPECT_FALSE(seen("P2").reachable_online) << "CE Net does not reach a private account";
  EXPECT_EQ(seen("P2").psu_status, PsuStatus::custodian_for_minor);
}

TEST_F(Embedded, only_entries_inside_the_window_exist) {
  const auto list = entries().value();
  const HistoryWindow newest{midnight_of(list[0].booking_day), Instant::max()};
  EXPECT_EQ(entries("P1", newest).value().size(), 1u);
  EXPECT_TRUE(details(list[1].id).has_value());
  EXPECT_EQ(details(list[1].id, newest).error().code, Code::transaction_unknown);
  EXPECT_EQ(entries("P2").error().code, Code::account_unknown);
}

TEST_F(Embedded, while_the_fault_is_set_every_call_is_refused) {
  bank.set_fault(true);
  EXPECT_EQ(sign_in("9999999901", "").error().code, Code::bank_unavailable);
  EXPECT_EQ(balance(code, "P1", iban).error().code, Code::bank_unavailable);
  EXPECT_EQ(entries().error().code, Code::bank_unavailable);
  EXPECT_EQ(details("x").error().code, Code::bank_unavailable);
  const auto refused = [&](auto outcome) { return outcome.error().code == Code::bank_unavailable; };
  EXPECT_TRUE(refused(
      outcome_of<Customer>([&](auto done) { bank.customer(code, "P1", std::move(done)); })));
  EXPECT_TRUE(refused(outcome_of<std::vector<Account>>(
      [&](auto done) { bank.accounts(code, "P1", std::move(done)); })));
  EXPECT_TRUE(refused(outcome_of<Money>(
      [&](auto done) { bank.overdraft(code, "P1", iban_of(iban), std::move(done)); })));
  EXPECT_TRUE(refused(
      outcome_of<Identity>([&](auto done) { bank.identity(code, "P1", std::move(done)); })));
  bank.set_fault(false);
  EXPECT_TRUE(entries().has_value());
}

TEST_F(Embedded, the_whole_bank_can_be_replaced) {
  BankTables others = tables();
  others.accounts[0].balance = Balance{Money{99}};
  others.customers.pop_back();
  bank.replace(std::move(others));
  EXPECT_EQ(balance(code, "P1", iban).value().amount, Money{99});
  EXPECT_EQ(sign_in("8888888801", "0042").error().code, Code::oauth_access_denied);
}

TEST_F(Embedded, reads_go_on_while_the_bank_is_replaced_and_the_clock_moves) {
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader)
    readers.emplace_back([&] {
      while (!stop) {
        const auto list = entries();
        if (!list || list->size() != 2 || (*list)[0].booking_day <= (*list)[1].booking_day) ++wrong;
      }
    });
  for (int turn = 0; turn < 100; ++turn) {
    bank.replace(tables());
    clock.set(start + days(7 * (turn % 5)));
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace guichet::bank
