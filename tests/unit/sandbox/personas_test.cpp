// SPDX-License-Identifier: Apache-2.0
#include "sandbox/personas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "bank/embedded/embedded_bank.hpp"
#include "domain/history_window.hpp"

namespace guichet::sandbox {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

class HandClock : public Clock {
 public:
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_ = sys_days(std::chrono::year(2027) / 3 / 10) + hours(9);
};

template <class T, class Call>
Outcome<T> outcome_of(Call call) {
  std::optional<Outcome<T>> got;
  call([&](Outcome<T> outcome) { got.emplace(std::move(outcome)); });
  return got ? *std::move(got) : refuse(Code::internal);
}

const std::string bank_code(persona_establishment);

class Personas : public testing::Test {
 protected:
  Customer sign_in(const std::string& login) {
    return outcome_of<Customer>(
               [&](auto done) { bank.customer_of(bank_code, login, "", std::move(done)); })
        .value();
  }

  std::vector<Account> accounts(const std::string& login) {
    return outcome_of<std::vector<Account>>(
               [&](auto done) { bank.accounts(bank_code, sign_in(login).psu, std::move(done)); })
        .value();
  }

  Entries entries(const std::string& login, const std::string& iban) {
    const HistoryWindow window =
        history_window(Subscription::dei_part, clock.now(), {}, {}).value();
    return outcome_of<Entries>([&](auto done) {
             bank.transactions(bank_code, sign_in(login).psu, Iban::parse(iban).value(), window,
                               std::move(done));
           })
        .value();
  }

  Money balance(const std::string& login, const std::string& iban) {
    return outcome_of<Balance>([&](auto done) {
             bank.balance(bank_code, sign_in(login).psu, Iban::parse(iban).value(),
                          std::move(done));
           })
        .value()
        .amount;
  }

  HandClock clock;
  bank::EmbeddedBank bank{persona_tables(), clock};
};

TEST_F(Personas, the_seven_lines_of_the_reference_page_are_there_to_the_cent) {
  struct Line {
    const char* login;
    const char* iban;
    const char* holder;
    std::int64_t cents;
    PsuStatus status;
  };
  constexpr PsuStatus alone = PsuStatus::account_holder;
  constexpr PsuStatus joint = PsuStatus::account_co_holder;
  for (const Line& line :
       {Line{"9999999901", "FR7617515000920400430518020", "Mme LEA SANDBOXA", -15000, alone},
        Line{"9999999902", "FR7617515900000400358074026", "Mme CLAIRE RECETTEB", 0, alone},
        Line{"9999999902", "FR7617515900000800358074006", "Mme CLAIRE RECETTEB", 2376698, alone},
        Line{"9999999903", "FR7617515000920400085945890", "Mr et Mme GEORGES PERSONAC", 1000,
             joint},
        Line{"9999999904", "FR7617515000920440878790811", "Mr GILLES TESTUNID", 1188030, alone},
        Line{"9999999904", "FR7617515000920402428687756", "Mr OU Mme GILLES TESTUNID", 0, joint},
        Line{"9999999905", "FR7617515000920402428748381", "Mr ET Mme GILLES TESTUNID", 587922,
             joint}}) {
    const auto list = accounts(line.login);
    const auto account =
        std::ranges::find(list, line.iban, [](const Account& each) { return each.iban.text(); });
    ASSERT_NE(account, list.end()) << line.iban;
    EXPECT_EQ(account->holder, line.holder);
    EXPECT_EQ(account->psu_status, line.status) << line.iban;
    EXPECT_EQ(account->usage, Usage::priv);
    EXPECT_EQ(account->name, "CPT DEPOT PART.");
    EXPECT_TRUE(is_eligible(*account));
    EXPECT_EQ(balance(line.login, line.iban), Money{line.cents}) << line.iban;
  }
}

TEST_F(Personas, each_login_sees_its_accounts) {  // ruling 3
  std::map<std::string, std::size_t> counts;
  for (const Persona& persona : page_personas()) {
    EXPECT_EQ(accounts(std::string(persona.login)).size(), persona.accounts.size())
        << persona.login;
    EXPECT_EQ(sign_in(std::string(persona.login)).psu, persona.psu);
    counts[std::string(persona.login)] = persona.accounts.size();
  }
  EXPECT_EQ(counts, (std::map<std::string, std::size_t>{{"9999999901", 1},
                                                        {"9999999902", 2},
                                                        {"9999999903", 1},
                                                        {"9999999904", 3},
                                                        {"9999999905", 1}}));
  EXPECT_EQ(accounts("9999999905")[0].iban.text(), "FR7617515000920402428748381");
}

TEST_F(Personas, everybody_is_a_private_customer_without_overdraft) {
  for (const Persona& persona : page_personas()) {
    const std::string login(persona.login);
    EXPECT_EQ(sign_in(login).segment, Segment::part);
    EXPECT_FALSE(sign_in(login).needs_user_number);
    EXPECT_EQ(sign_in(login).masked_phone, "06 ** ** ** " + login.substr(8));
    for (const Account& account : accounts(login))
      EXPECT_EQ(outcome_of<Money>([&](auto done) {
                  bank.overdraft(bank_code, std::string(persona.psu), account.iban,
                                 std::move(done));
                }).value(),
                Money{0});
  }
}

TEST_F(Personas, of_ours_are_a_professional_and_a_company_who_give_a_user_number) {
  for (const auto& [login, number, segment] :
       {std::tuple{"9999999911", "0001", Segment::pro}, {"9999999912", "0002", Segment::ent}}) {
    const auto with = [&](std::string user_number) {
      return outcome_of<Customer>([&](auto done) {
        bank.customer_of(bank_code, login, std::move(user_number), std::move(done));
      });
    };
    EXPECT_FALSE(with("").has_value());
    ASSERT_TRUE(with(number).has_value());
    EXPECT_EQ(with(number)->segment, segment);
    EXPECT_NE(std::ranges::find(with(number)->means, Means::hardware_certificate),
              with(number)->means.end());
  }
}

TEST_F(Personas, lea_has_her_name_and_prefix) {  // AT-27
  const auto identity = outcome_of<Identity>(
      [&](auto done) { bank.identity(bank_code, "P9999999901", std::move(done)); });
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(identity->full_name, "Mme LEA SANDBOXA");
  EXPECT_EQ(identity->name_prefix, "MADM");
  EXPECT_EQ(identity->first_name, "LEA");
  EXPECT_EQ(identity->last_name, "SANDBOXA");
}

TEST_F(Personas, lea_has_the_four_entries_that_the_page_prints) {
  const auto list = entries("9999999901", "FR7617515000920400430518020");
  ASSERT_EQ(list.size(), 4u);
  const std::vector<std::string> labels{"VIR SEPA BP RIVES PARIS", "* COT FORFAIT FSE +",
                                        "VIREMENT VERS BP RIVES PARIS", "VIR INST DES C17"};
  const std::vector<std::int64_t> cents{-812, -1140, -825, -1133};
  const std::vector<int> distances{0, 11, 17, 38};
  const std::vector<std::string> families{"RDDT", "MDOP", "ICDT", "IRCT"};
  const std::vector<std::size_t> reference_lengths{33, 40, 40, 30};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(list[i].remittance, std::vector<std::string>{labels[i]});
    EXPECT_EQ(list[i].amount, Money{cents[i]});
    EXPECT_EQ(list[i].status, EntryStatus::book);
    EXPECT_EQ(list[i].booking_day, days_after(list[0].booking_day, -distances[i]));
    EXPECT_EQ(list[i].bank_transaction_code.value().family, families[i]);
    EXPECT_EQ(list[i].entry_reference.value().size(), reference_lengths[i]);
    EXPECT_TRUE(list[i].has_details);
  }
}

TEST_F(Personas, on_the_days_of_the_page_leas_references_are_those_of_the_page) {
  // The newest plan stands a day behind the anchor; on the page it was booked on 23 July 2022.
  const ParisDay page_anchor = std::chrono::year(2022) / 7 / 24;
  const bank::BankTables tables = persona_tables();
  const auto& plans = tables.accounts[0].entries;
  ASSERT_EQ(plans.size(), 4u);
  EXPECT_EQ(days_after(page_anchor, -plans[0].days_before_anchor),
            std::chrono::year(2022) / 7 / 23);
  EXPECT_EQ(days_after(page_anchor, -plans[3].days_before_anchor),
            std::chrono::year(2022) / 6 / 15);
  EXPECT_EQ(plans[0].entry_reference, "3820405541025180007134735%Y%m%d");
  EXPECT_EQ(plans[0].days_to_booking, 1) << "booked on the 23rd with a reference of the 22nd";
  EXPECT_EQ(plans[1].entry_reference, "38204055410251%Y-%m-%d-02.42.40.510668");
  EXPECT_EQ(plans[2].entry_reference, "38204055410251%Y-%m-%d-11.22.06.175250");
  EXPECT_EQ(plans[3].entry_reference, "38204055410251%y%j85I10000004");
}

TEST_F(Personas, claires_first_account_has_no_entry_and_her_second_has_coded_ones) {  // AT-10
  EXPECT_TRUE(entries("9999999902", "FR7617515900000400358074026").empty());
  const auto list = entries("9999999902", "FR7617515900000800358074006");
  EXPECT_EQ(list.size(), 30u);
  for (const Transaction& entry : list) EXPECT_TRUE(entry.bank_transaction_code.has_value());
}

TEST_F(Personas, georges_has_two_hundred_varied_entries) {  // AT-01, AT-08
  const auto list = entries("9999999903", "FR7617515000920400085945890");
  ASSERT_EQ(list.size(), 200u);
  std::set<std::string> labels;
  std::map<std::size_t, int> references;
  for (const Transaction& entry : list) {
    labels.insert(entry.remittance.at(0).substr(0, 12));
    ++references[entry.entry_reference.value().size()];
    EXPECT_FALSE(entry.bank_transaction_code.has_value()) << "only professionals have codes";
    EXPECT_NE(entry.amount.minor_units, 0);
  }
  EXPECT_GE(labels.size(), 15u);
  for (std::size_t length : {0u, 25u, 30u, 40u}) EXPECT_GT(references[length], 0) << length;
  EXPECT_EQ(references.size(), 4u);
  const auto credits = std::ranges::count_if(
      list, [](const Transaction& entry) { return entry.amount.minor_units > 0; });
  EXPECT_GT(credits, 5);
  EXPECT_LT(credits, 100);
  EXPECT_GT(std::ranges::count_if(list, &Transaction::has_details), 50);
}

TEST_F(Personas, gilles_has_entries_on_each_account) {
  for (const char* iban : {"FR7617515000920440878790811", "FR7617515000920402428687756",
                           "FR7617515000920402428748381"})
    EXPECT_FALSE(entries("9999999904", iban).empty()) << iban;
}

TEST_F(Personas, ids_and_references_are_well_formed_and_unique_within_an_account) {
  const std::string id_characters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  for (const Persona& persona : page_personas()) {
    for (const PersonaAccount& account : persona.accounts) {
      std::set<std::string> ids;
      std::set<std::string> references;
      std::size_t empty = 0;
      const auto list = entries(std::string(persona.login), std::string(account.iban));
      for (const Transaction& entry : list) {
        EXPECT_EQ(entry.id.find_first_not_of(id_characters), std::string::npos) << entry.id;
        EXPECT_TRUE(!entry.id.empty() && entry.id.size() <= 100) << entry.id;
        ids.insert(entry.id);
        if (entry.entry_reference.value().empty())
          ++empty;
        else
          references.insert(*entry.entry_reference);
        EXPECT_LE(entry.remittance.at(0).size(), 140u);
        EXPECT_EQ(entry.remittance.at(0).find('%'), std::string::npos) << entry.remittance.at(0);
      }
      EXPECT_EQ(ids.size(), list.size()) << account.iban;
      EXPECT_EQ(references.size() + empty, list.size()) << account.iban;
    }
  }
}

TEST_F(Personas, the_history_is_whole_on_any_day_and_never_in_the_future) {  // AT-20
  for (int day = 0; day < 40; ++day) {
    clock.set(sys_days(std::chrono::year(2027) / 3 / 10) + days(day) + hours(22) +
              std::chrono::minutes(30));
    const ParisDay today = paris_day_of(clock.now());
    const auto list = entries("9999999903", "FR7617515000920400085945890");
    ASSERT_EQ(list.size(), 200u) << day;
    EXPECT_LE(list.front().booking_day, today);
    EXPECT_EQ(entries("9999999901", "FR7617515000920400430518020").size(), 4u);
  }
}

TEST_F(Personas, the_same_bank_is_made_each_time) {
  const bank::BankTables first = persona_tables();
  const bank::BankTables second = persona_tables();
  ASSERT_EQ(first.accounts.size(), second.accounts.size());
  for (std::size_t i = 0; i < first.accounts.size(); ++i)
    for (std::size_t j = 0; j < first.accounts[i].entries.size(); ++j) {
      EXPECT_EQ(first.accounts[i].entries[j].id, second.accounts[i].entries[j].id);
      EXPECT_EQ(first.accounts[i].entries[j].amount, second.accounts[i].entries[j].amount);
      EXPECT_GE(first.accounts[i].entries[j].days_before_anchor, 0);
      EXPECT_LE(first.accounts[i].entries[j].days_before_anchor, bank::deepest_plan_days);
    }
}

}  // namespace
}  // namespace guichet::sandbox
