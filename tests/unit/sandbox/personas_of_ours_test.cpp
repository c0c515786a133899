// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "bank/embedded/embedded_bank.hpp"
#include "domain/establishment.hpp"
#include "domain/history_window.hpp"
#include "sandbox/french_iban.hpp"
#include "sandbox/personas.hpp"

namespace guichet::sandbox {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

class HandClock : public Clock {
 public:
  Instant now() const override { return now_; }
  void move(days by) { now_ += by; }

 private:
  Instant now_ = sys_days(std::chrono::year(2027) / 3 / 10) + hours(9);
};

template <class T, class Call>
T answer_of(Call call) {
  std::optional<T> got;
  call([&](Outcome<T> outcome) { got.emplace(std::move(outcome).value()); });
  return *std::move(got);
}

class OurPersonas : public testing::Test {
 protected:
  std::vector<Account> accounts(const Persona& persona) {
    return answer_of<std::vector<Account>>([&](auto done) {
      bank.accounts(std::string(persona.establishment), std::string(persona.psu), std::move(done));
    });
  }
  std::size_t eligible(const Persona& persona) {
    return static_cast<std::size_t>(std::ranges::count_if(accounts(persona), is_eligible));
  }
  const Persona& persona(std::string_view login) { return *persona_of(login, "17515"); }
  /// All that the customer's subscription shows of his account, by id.
  std::map<std::string, Transaction> entries(const Persona& persona, std::string_view iban) {
    const Customer customer = answer_of<Customer>([&](auto done) {
      bank.customer(std::string(persona.establishment), std::string(persona.psu), std::move(done));
    });
    const HistoryWindow window =
        history_window(customer.subscription(), clock.now(), {}, {}).value();
    std::map<std::string, Transaction> found;
    const auto shown = answer_of<Entries>([&](auto done) {
      bank.transactions(std::string(persona.establishment), std::string(persona.psu),
                        Iban::parse(iban).value(), window, std::move(done));
    });
    for (const Transaction& entry : shown) found.emplace(entry.id, entry);
    return found;
  }

  HandClock clock;
  bank::EmbeddedBank bank{persona_tables(), clock};
};

/// The remainder by 97 of the bank, branch and account, with the key in its place: 0 if it is
/// right.
int rib_remainder(std::string_view bban) {
  int remainder = 0;
  for (const char digit : bban) remainder = (remainder * 10 + (digit - '0')) % 97;
  return remainder;
}

TEST(FrenchIban, has_the_keys_of_the_ones_that_the_page_prints) {
  EXPECT_EQ(french_iban("1751500092", 4004305180).text(), "FR7617515000920400430518020");
  EXPECT_EQ(french_iban("1751590000", 8003580740).text(), "FR7617515900000800358074006");
}

TEST_F(OurPersonas, are_said_to_be_ours_and_stand_after_those_of_the_page) {
  EXPECT_EQ(personas().size(), page_personas().size() + personas_of_ours().size());
  for (std::size_t i = 0; i < page_personas().size(); ++i)
    EXPECT_EQ(personas()[i].login, page_personas()[i].login);
  for (const Persona& each : personas_of_ours())
    EXPECT_TRUE(each.portrait.starts_with("Ours: ")) << each.name;
}

TEST_F(OurPersonas, have_ibans_of_their_establishment_with_right_keys) {
  std::set<std::string_view> codes;
  for (const Persona& each : personas()) {
    ASSERT_NE(establishment_by_code(each.establishment), nullptr) << each.name;
    codes.insert(each.establishment);
    for (const Account& account : accounts(each)) {
      const std::string_view bban = std::string_view(account.iban.text()).substr(4);
      EXPECT_TRUE(bban.starts_with(each.establishment)) << account.iban.text();
      EXPECT_EQ(rib_remainder(bban), 0) << account.iban.text();
    }
  }
  EXPECT_GE(codes.size(), 3u);
}

TEST_F(OurPersonas, sign_in_by_a_login_that_is_unique_at_their_establishment) {
  std::set<std::pair<std::string_view, std::string_view>> logins;
  std::set<std::pair<std::string_view, std::string_view>> psus;
  std::set<std::string_view> certificate_folders;
  for (const Persona& each : personas()) {
    EXPECT_TRUE(logins.emplace(each.establishment, each.login).second) << each.login;
    EXPECT_TRUE(psus.emplace(each.establishment, each.psu).second) << each.psu;
    if (is_for(Means::hardware_certificate, each.segment)) {
      EXPECT_TRUE(certificate_folders.insert(each.login).second) << each.login;
    }
  }
}

TEST_F(OurPersonas, show_the_accounts_that_their_portrait_promises) {
  for (const auto& [login, count] : {std::pair{"9999999911", 1u},
                                     {"9999999912", 1u},
                                     {"9999999913", 1u},
                                     {"9999999914", 2u},
                                     {"9999999915", 2u},
                                     {"9999999916", 1u},
                                     {"9999999917", 0u},
                                     {"9999999918", 501u},
                                     {"9999999919", 3u},
                                     {"9999999920", 1u},
                                     {"9999999921", 1u}})
    EXPECT_EQ(eligible(persona(login)), count) << login;
}

TEST_F(OurPersonas, one_is_a_customer_of_three_establishments_with_one_login_at_two) {  // row 293
  std::set<std::string_view> establishments;
  std::set<std::string_view> psus;
  std::multiset<std::string_view> logins;
  for (const Persona& each : personas_of_ours()) {
    if (each.name != "MARIE TROISBANQUES") continue;
    establishments.insert(each.establishment);
    psus.insert(each.psu);
    logins.insert(each.login);
    EXPECT_EQ(eligible(each), 1u);
  }
  EXPECT_EQ(establishments.size(), 3u);
  EXPECT_EQ(psus.size(), 3u);
  EXPECT_EQ(logins.count("9999999932"), 2u);
  EXPECT_EQ(persona_of("9999999932", "14265")->psu, "P9999999932");
  EXPECT_EQ(persona_of("9999999932", "13825")->psu, "P9999999933");
  EXPECT_EQ(persona_of("9999999931", "13825")->psu, "P9999999931") << "known elsewhere only";
  EXPECT_EQ(persona_of("1", "13825"), nullptr);
}

TEST_F(OurPersonas, holders_of_a_joint_account_and_a_representative_see_it_as_what_they_are) {
  const auto alice = accounts(persona("9999999914"));
  const auto bruno = accounts(persona("9999999915"));
  const auto zoe = accounts(persona("9999999916"));
  EXPECT_EQ(alice[0].psu_status, PsuStatus::account_holder);
  EXPECT_EQ(alice[1].iban, bruno[0].iban);
  EXPECT_EQ(alice[1].psu_status, PsuStatus::account_co_holder);
  EXPECT_EQ(bruno[0].psu_status, PsuStatus::account_co_holder);
  EXPECT_EQ(bruno[1].iban, zoe[0].iban);
  EXPECT_EQ(bruno[1].psu_status, PsuStatus::custodian_for_minor);
  EXPECT_EQ(zoe[0].psu_status, PsuStatus::account_holder);
}

TEST_F(OurPersonas, every_day_books_something_and_nothing_known_changes_its_name) {
  const Persona& alice = persona("9999999914");
  const std::string_view iban = alice.accounts[0].iban;
  auto before = entries(alice, iban);
  std::size_t became_booked = 0;
  for (int day = 0; day < 60; ++day) {
    clock.move(days(1));
    const auto after = entries(alice, iban);
    std::size_t booked_today = 0;
    for (const auto& [id, entry] : after) {
      const auto known = before.find(id);
      const bool is_booked = entry.status == EntryStatus::book;
      if (is_booked && (known == before.end() || known->second.status == EntryStatus::othr))
        ++booked_today;
      if (known == before.end()) continue;
      EXPECT_EQ(entry.amount, known->second.amount);
      if (known->second.entry_reference) {
        EXPECT_EQ(entry.entry_reference, known->second.entry_reference);
        if (is_booked && known->second.status == EntryStatus::othr) ++became_booked;
      }
    }
    EXPECT_GE(booked_today, 1u) << day;
    const ParisDay oldest = oldest_visible_day(Subscription::dei_part, clock.now());
    for (const auto& [id, entry] : before)
      EXPECT_TRUE(after.contains(id) || entry.booking_day < oldest) << id;
    before = after;
  }
  EXPECT_GE(became_booked, 10u);
}

TEST_F(OurPersonas, references_have_the_four_forms_of_the_page_and_come_when_it_says) {
  const Persona& magasin = persona("9999999920");
  std::map<std::size_t, int> lengths;
  std::set<EntryStatus> without_reference;
  std::size_t refused = 0;
  for (const auto& [id, entry] : entries(magasin, magasin.accounts[0].iban)) {
    if (!entry.entry_reference) {
      without_reference.insert(entry.status);
      continue;
    }
    ++lengths[entry.entry_reference->size()];
    if (entry.status == EntryStatus::othr && entry.booking_day <= paris_day_of(clock.now())) {
      EXPECT_TRUE(entry.remittance[0].ends_with("REJETE"));
      ++refused;
    }
  }
  EXPECT_EQ(lengths.size(), 3u);
  for (const std::size_t length : {25u, 30u, 40u}) EXPECT_GT(lengths[length], 0) << length;
  EXPECT_EQ(without_reference, std::set{EntryStatus::othr});
  EXPECT_GE(refused, 2u);
}

TEST_F(OurPersonas, a_standing_orders_instalments_share_a_reference_and_nothing_else) {
  const Persona& paul = persona("9999999911");
  std::set<std::string> references;
  std::set<std::string> ids;
  for (const auto& [id, entry] : entries(paul, paul.accounts[0].iban))
    if (entry.remittance[0].starts_with("VIR PERMANENT")) {
      references.insert(entry.entry_reference.value());
      ids.insert(id);
    }
  EXPECT_EQ(references.size(), 1u);
  EXPECT_GE(ids.size(), 2u);
}

TEST_F(OurPersonas, only_professionals_and_legal_persons_have_bank_transaction_codes) {
  for (const Persona& each : personas_of_ours())
    for (const PersonaAccount& account : each.accounts)
      for (const auto& [id, entry] : entries(each, account.iban))
        EXPECT_EQ(entry.bank_transaction_code.has_value(), each.segment != Segment::part)
            << each.name;
}

TEST_F(OurPersonas, a_large_professional_sees_ninety_days_and_a_thousand_entries) {
  const Persona& magasin = persona("9999999920");
  const auto list = entries(magasin, magasin.accounts[0].iban);
  EXPECT_GE(list.size(), 1000u);
  const auto oldest =
      std::ranges::min_element(list, {}, [](const auto& each) { return each.second.booking_day; });
  EXPECT_EQ(oldest->second.booking_day, days_after(paris_day_of(clock.now()), -90));
}

}  // namespace
}  // namespace guichet::sandbox
