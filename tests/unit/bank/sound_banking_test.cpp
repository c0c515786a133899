// SPDX-License-Identifier: Apache-2.0
#include "bank/sound_banking.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace guichet::bank {
namespace {

using namespace std::chrono_literals;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;

Iban iban() { return Iban::parse("FR7617515000920400085945890").value(); }

/// Core banking that answers whatever it is given.
struct Parrot final : CoreBanking {
  void customer_of(std::string, std::string, std::string, Completion<Customer> done) override {
    done(Customer());
  }
  void customer(std::string, std::string, Completion<Customer> done) override { done(Customer()); }
  void accounts(std::string, std::string, Completion<std::vector<Account>> done) override {
    done(accounts_said);
  }
  void balance(std::string, std::string, Iban, Completion<Balance> done) override {
    done(Balance{amount_said});
  }
  void transactions(std::string, std::string, Iban, HistoryWindow,
                    Completion<Entries> done) override {
    done(entries_said);
  }
  void transaction_details(std::string, std::string, Iban, std::string, HistoryWindow,
                           Completion<std::vector<std::string>> done) override {
    done(std::vector<std::string>{"line"});
  }
  void overdraft(std::string, std::string, Iban, Completion<Money> done) override {
    done(amount_said);
  }
  void identity(std::string, std::string, Completion<Identity> done) override { done(Identity()); }

  std::vector<Account> accounts_said;
  Money amount_said;
  std::vector<Transaction> entries_said;
};

class Sound : public testing::Test {
 protected:
  static Transaction entry(ParisDay day, std::int64_t cents = -100) {
    Transaction said;
    said.id = "id";
    said.amount = Money{cents};
    said.booking_day = day;
    return said;
  }

  std::string fault_in_entries(std::vector<Transaction> entries) {
    parrot.entries_said = std::move(entries);
    const HistoryWindow window{midnight_of(days_after(monday, -10)),
                               midnight_of(days_after(monday, 1))};
    return fault_of<Entries>([&](auto done) {
      sound.transactions("17515", "customer", iban(), window, std::move(done));
    });
  }
  std::string fault_in_balance(std::int64_t cents) {
    parrot.amount_said = Money{cents};
    return fault_of<Balance>(
        [&](auto done) { sound.balance("17515", "customer", iban(), std::move(done)); });
  }
  std::string fault_in_overdraft(std::int64_t cents) {
    parrot.amount_said = Money{cents};
    return fault_of<Money>(
        [&](auto done) { sound.overdraft("17515", "customer", iban(), std::move(done)); });
  }

  /// The detail of the refusal; "" if there was none.
  template <class T, class Call>
  static std::string fault_of(Call call) {
    std::string detail = "no answer";
    call(Completion<T>([&detail](Outcome<T> answer) {
      detail = answer ? "" : answer.error().detail;
      EXPECT_TRUE(answer || answer.error().code == Code::bank_unavailable);
    }));
    return detail;
  }

  Parrot parrot;
  struct Bell : AlarmBell {
    void ring(std::string what) override { heard.push_back(std::move(what)); }
    std::vector<std::string> heard;
  };
  Bell bell;
  SoundBanking sound{parrot, bell};
};

TEST_F(Sound, row_211_amounts_of_more_than_18_digits_are_nonsense) {
  EXPECT_EQ(fault_in_balance(999'999'999'999'999'999), "");
  EXPECT_EQ(fault_in_balance(-999'999'999'999'999'999), "");
  EXPECT_EQ(
      fault_in_balance(1'000'000'000'000'000'000),
      "core banking of 17515 answers for FR..5890 with nonsense: a balance that is no amount");
  EXPECT_EQ(
      bell.heard,
      std::vector<std::string>{
          "core banking of 17515 answers for FR..5890 with nonsense: a balance that is no amount"});
  EXPECT_NE(fault_in_balance(std::numeric_limits<std::int64_t>::min()), "");
  EXPECT_EQ(fault_in_overdraft(0), "");
  EXPECT_NE(fault_in_overdraft(-1), "");
  EXPECT_NE(fault_in_entries({entry(monday, 1'000'000'000'000'000'000)}), "");
}

TEST_F(Sound, row_211_another_currency_is_nonsense) {
  parrot.amount_said = Money{100, static_cast<Currency>(1)};
  EXPECT_NE(fault_of<Balance>(
                [&](auto done) { sound.balance("17515", "customer", iban(), std::move(done)); }),
            "");
}

TEST_F(Sound, row_211_entries_of_other_days_or_out_of_order_are_nonsense) {
  const ParisDay sunday = days_after(monday, -1);
  EXPECT_EQ(fault_in_entries({}), "");
  EXPECT_EQ(fault_in_entries({entry(monday), entry(monday), entry(sunday)}), "");
  EXPECT_EQ(fault_in_entries({entry(sunday), entry(monday)}),
            "core banking of 17515 answers for FR..5890 with nonsense: entries out of order");
  EXPECT_NE(fault_in_entries({entry(days_after(monday, 1))}), "");
  EXPECT_NE(fault_in_entries({entry(monday), entry(days_after(monday, -11))}), "");
}

TEST_F(Sound, row_211_an_account_twice_is_nonsense) {
  const auto fault = [&] {
    return fault_of<std::vector<Account>>(
        [&](auto done) { sound.accounts("17515", "customer", std::move(done)); });
  };
  parrot.accounts_said.assign(1, Account{iban(), "CPT", "Mme"});
  EXPECT_EQ(fault(), "");
  parrot.accounts_said.push_back(parrot.accounts_said.front());
  EXPECT_EQ(fault(),
            "core banking of 17515 answers for a customer with nonsense: an account twice");
}

}  // namespace
}  // namespace guichet::bank
