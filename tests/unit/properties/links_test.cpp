// SPDX-License-Identifier: Apache-2.0
//
// Row 186 and ruling 5, for random accounts and consents, in every version and both profiles: no
// answer links to data that was not consented, and each account shows links to all that was.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "dice.hpp"
#include "stet/documents.hpp"
#include "world.hpp"

namespace guichet::properties {
namespace {

using Links = std::set<std::string>;

const std::array kinds{std::pair{DataKind::balances, "balances"},
                       std::pair{DataKind::transactions, "transactions"},
                       std::pair{DataKind::overdrafts, "overdrafts"}};

/// The links of a document that lead to data of an account, without their query.
void add_links(const boost::json::value& value, Links& links) {
  if (const auto* array = value.if_array())
    for (const auto& each : *array) add_links(each, links);
  const auto* object = value.if_object();
  if (object == nullptr) return;
  for (const auto& member : *object) {
    if (member.key() != "href") {
      add_links(member.value(), links);
      continue;
    }
    std::string href(member.value().as_string());
    href = href.substr(0, href.find('?'));
    if (href.find("/accounts/") != std::string::npos) links.insert(std::move(href));
  }
}

Links links_of(const std::string& document) {
  Links links;
  add_links(boost::json::parse(document), links);
  return links;
}

struct Case {
  stet::Wire wire;
  std::vector<Account> accounts;
  Consent consent;
};

Case random_case(Dice& dice) {
  Case made{{stet::versions.at(dice.index(stet::versions.size())), dice.percent(50)}, {}, {}};
  for (const std::string& text : random_world(dice).ibans) {
    if (dice.percent(30)) continue;
    made.accounts.push_back(
        Account{.iban = Iban::parse(text).value(), .name = "CPT", .holder = "Mme"});
    if (dice.percent(50)) made.consent.balances.insert(text);
    if (dice.percent(50)) made.consent.transactions.insert(text);
    if (dice.percent(50)) made.consent.overdrafts.insert(text);
  }
  return made;
}

/// Where what the customer consented to of this account is read.
Links consented(const Case& made, const Iban& iban) {
  Links links;
  for (const auto& [kind, name] : kinds) {
    const bool offered = kind != DataKind::overdrafts || made.wire.version.offers_overdrafts;
    if (offered && ibans_for(made.consent, kind).contains(iban.text()))
      links.insert("/stet/psd2/" + std::string(made.wire.version.name) + "/accounts/" +
                   iban.text().substr(4, 21) + '/' + name);
  }
  return links;
}

template <class Check>
void for_many_cases(Check check) {
  for (std::uint64_t seed = 1; seed <= 1'000 && !testing::Test::HasFailure(); ++seed) {
    Dice dice(seed);
    check(random_case(dice));
    if (testing::Test::HasFailure()) ADD_FAILURE() << "seed " << seed;
  }
}

TEST(Links, of_the_accounts_lead_to_exactly_what_was_consented) {
  for_many_cases([](const Case& made) {
    Links all;
    for (const Account& account : made.accounts) all.merge(consented(made, account.iban));
    EXPECT_EQ(links_of(stet::accounts_document(made.wire, made.accounts, made.consent)), all);
  });
}

TEST(Links, stand_at_their_account_which_has_a_resource_id_only_with_them) {
  for_many_cases([](const Case& made) {
    const auto document =
        boost::json::parse(stet::accounts_document(made.wire, made.accounts, made.consent));
    const auto& accounts = document.at("accounts").as_array();
    ASSERT_EQ(accounts.size(), made.accounts.size());
    for (std::size_t at = 0; at < accounts.size(); ++at) {
      const Links expected = consented(made, made.accounts.at(at).iban);
      Links found;
      add_links(accounts.at(at), found);
      EXPECT_EQ(found, expected);
      EXPECT_EQ(accounts.at(at).as_object().contains("resourceId"), !expected.empty());
    }
  });
}

TEST(Links, of_an_answer_about_one_account_lead_to_its_consented_data_alone) {
  for_many_cases([](const Case& made) {
    for (const Account& account : made.accounts) {
      const Iban& iban = account.iban;
      const Links expected = consented(made, iban);
      const auto expect_within = [&](DataKind kind, const std::string& document) {
        if (!ibans_for(made.consent, kind).contains(iban.text())) return;
        for (const std::string& link : links_of(document))
          EXPECT_TRUE(expected.contains(link)) << link;
      };
      const ParisDay day(std::chrono::year(2027), std::chrono::month(3), std::chrono::day(28));
      expect_within(DataKind::balances,
                    stet::balances_document(made.wire, iban, Balance{}, day, made.consent));
      expect_within(DataKind::transactions,
                    stet::transactions_document(made.wire, iban, {}, made.consent, "dateFrom=x"));
      if (made.wire.version.offers_overdrafts)
        expect_within(DataKind::overdrafts,
                      stet::overdrafts_document(made.wire, iban, Money{}, made.consent));
    }
  });
}

}  // namespace
}  // namespace guichet::properties
