// SPDX-License-Identifier: Apache-2.0
#include "domain/establishment.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace guichet {
namespace {

const HostNames sandbox{"localhost", "17515"};
const HostNames gateway{"bank.example", std::nullopt};

std::string code_found(const HostNames& names, std::string_view host) {
  const Establishment* establishment = names.find(host).establishment;
  return establishment ? std::string{establishment->code} : "none";
}

TEST(Establishment, has_a_code_a_short_name_and_a_name_of_its_own) {
  std::set<std::string_view> codes;
  std::set<std::string_view> short_names;
  std::set<std::string_view> names;
  for (const Establishment& establishment : establishments()) {
    EXPECT_EQ(establishment.code.size(), 5u);
    codes.insert(establishment.code);
    short_names.insert(establishment.short_name);
    names.insert(establishment.name);
  }
  EXPECT_EQ(codes.size(), establishments().size());
  EXPECT_EQ(short_names.size(), establishments().size());
  EXPECT_EQ(names.size(), establishments().size());
}

TEST(Establishment, is_one_of_the_18_of_the_reference_page_or_a_sister_bank) {
  const std::set<std::string_view> listed{"11315", "11425", "12135", "12579", "13135", "13335",
                                          "13485", "13825", "14265", "14445", "14505", "15135",
                                          "16275", "17515", "18315", "18715", "30258", "42559"};
  const std::set<std::string_view> sisters{"10548", "13807", "18919", "40978"};
  ASSERT_EQ(listed.size(), 18u);
  for (const std::string_view code : listed) EXPECT_TRUE(establishment_by_code(code)) << code;
  for (const std::string_view code : sisters) EXPECT_TRUE(establishment_by_code(code)) << code;
  EXPECT_EQ(establishments().size(), listed.size() + sisters.size());
}

TEST(Establishment, belongs_to_the_brand_of_its_name) {
  for (const Establishment& establishment : establishments())
    EXPECT_TRUE(establishment.name.starts_with(establishment.brand->name)) << establishment.name;
}

TEST(Brand, has_at_least_one_establishment_and_words_and_domains_of_its_own) {
  std::set<std::string_view> words;
  std::set<std::string_view> domains;
  for (const Brand& brand : brands) {
    words.insert(brand.word);
    domains.insert(brand.domain);
    EXPECT_EQ(brand_by_word(brand.word), &brand);
    EXPECT_TRUE(std::ranges::any_of(establishments(), [&](const Establishment& establishment) {
      return establishment.brand == &brand;
    })) << brand.name;
  }
  EXPECT_EQ(words.size(), brands.size());
  EXPECT_EQ(domains.size(), brands.size());
  EXPECT_EQ(brand_by_word("caisse"), nullptr);
}

TEST(Establishment, is_found_by_its_code_alone) {
  ASSERT_TRUE(establishment_by_code("17515"));
  EXPECT_EQ(establishment_by_code("17515")->name, "Caisse d'Epargne Ile De France");
  EXPECT_EQ(establishment_by_code("17515")->short_name, "CEIDF");
  EXPECT_EQ(establishment_by_code("42559")->short_name, "CCO");
  EXPECT_FALSE(establishment_by_code("17516"));
  EXPECT_FALSE(establishment_by_code(""));
  EXPECT_FALSE(establishment_by_code("175150"));
}

TEST(HostNames, of_both_environments_under_the_configured_domain_are_served) {
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example"), "17515");
  EXPECT_EQ(code_found(gateway, "www.12579.live.api.bank.example"), "12579");
}

TEST(HostNames, take_upper_case_a_port_and_one_trailing_dot) {
  EXPECT_EQ(code_found(gateway, "WWW.17515.Sandbox.API.Bank.Example"), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example:8443"), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example."), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example.:443"), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example.."), "none");
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example:8443x"), "none");
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.bank.example:844300"), "none");
}

TEST(HostNames, of_the_reference_page_are_aliases) {
  EXPECT_EQ(code_found(gateway, "www.17515.sandbox.api.89C3.com"), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.oba-bad-me-live.api.89c3.com"), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.oba-bad-me-live-api.89c3.com"), "17515");
  EXPECT_EQ(code_found(gateway, "www.17515.live.api.caisse-epargne.fr"), "17515");
  EXPECT_EQ(code_found(gateway, "www.42559.live.api.credit-cooperatif.coop"), "42559");
}

TEST(HostNames, of_the_app2app_table_are_served_as_live) {
  for (const auto& [code, host] : {std::pair{"40978", "www.40978.live.api.palatine.fr"},
                                   std::pair{"13807", "www.13807.live.api.banquepopulaire.fr"},
                                   std::pair{"10548", "www.10548.live.api.banque-de-savoie.fr"},
                                   std::pair{"14265", "www.14265.live.api.caisse-epargne.fr"},
                                   std::pair{"12579", "www.12579.live.api.banquebcp.fr"},
                                   std::pair{"42559", "www.42559.live.api.credit-cooperatif.coop"},
                                   std::pair{"30258", "www.30258.live.api.btp-banque.fr"},
                                   std::pair{"18919", "www.18919.live.api.natixis.com"}}) {
    EXPECT_EQ(code_found(gateway, host), code);
    EXPECT_EQ(gateway.find(host).environment, Environment::live) << host;
  }
}

TEST(HostNames, of_a_brand_stand_for_its_own_establishments_only) {
  EXPECT_EQ(code_found(gateway, "www.42559.live.api.caisse-epargne.fr"), "none");
  EXPECT_EQ(code_found(gateway, "www.17515.live.api.banquebcp.fr"), "none");
}

TEST(HostNames, that_are_retired_are_not_served_even_as_the_configured_domain) {
  const HostNames retired{"89c3.com", std::nullopt};
  for (const HostNames* names : {&gateway, &retired})
    EXPECT_EQ(code_found(*names, "www.17515.live.api.89c3.com"), "none");
  EXPECT_EQ(retired.names_of(*establishment_by_code("17515")).size(), 4u);
}

/// A clock that stands.
struct Standing final : Clock {
  explicit Standing(Instant at) : instant(at) {}
  Instant now() const override { return instant; }
  Instant instant;
};

TEST(HostNames, that_retire_are_served_until_the_paris_midnight_of_their_day) {
  using std::chrono::milliseconds;
  const ParisDay day = std::chrono::year{2025} / 9 / 28;
  Standing clock(midnight_of(day) - milliseconds{1});
  const HostNames names("bank.example", std::nullopt, {nullptr, &clock});
  for (const Establishment& establishment : establishments()) {
    const std::string host = "www." + std::string(establishment.code) + ".live.api.89C3.com";
    clock.instant = midnight_of(day) - milliseconds{1};
    EXPECT_EQ(names.find(host).establishment, &establishment) << host;
    EXPECT_EQ(names.find(host).environment, Environment::live) << host;
    clock.instant = midnight_of(day);
    EXPECT_FALSE(names.find(host)) << host;
  }
}

TEST(HostNames, that_retire_are_listed_with_their_day) {
  const auto retired = gateway.retired_names_of(*establishment_by_code("13335"));
  ASSERT_EQ(retired.size(), 1u);
  EXPECT_EQ(retired.front().name, "www.13335.live.api.89c3.com");
  EXPECT_EQ(iso_date(retired.front().gone_on), "2025-09-28");
}

EstablishmentTerms with_aliases(std::vector<HostAlias> aliases) {
  EstablishmentTerms terms;
  terms.aliases = std::move(aliases);
  return terms;
}

TEST(HostNames, that_an_establishment_sets_for_itself_are_served_as_long_as_it_does) {
  const Establishment& ceidf = *establishment_by_code("17515");
  TermsInForce terms;
  const HostNames names("bank.example", std::nullopt, {&terms, nullptr});
  EXPECT_FALSE(names.find("api.ceidf.example"));
  terms.replace(ceidf, with_aliases({{"test.ceidf.example", Environment::sandbox},
                                     {"api.ceidf.example", Environment::live}}));
  EXPECT_EQ(names.find("API.ceidf.example:443").establishment, &ceidf);
  EXPECT_EQ(names.find("api.ceidf.example").environment, Environment::live);
  EXPECT_EQ(names.find("test.ceidf.example.").environment, Environment::sandbox);
  EXPECT_EQ(names.names_of(ceidf).back(), "api.ceidf.example");
  EXPECT_EQ(names.names_of(*establishment_by_code("13335")).size(), 6u);
  terms.replace(ceidf, {});
  EXPECT_FALSE(names.find("api.ceidf.example"));
}

TEST(HostNames, of_an_establishment_that_is_not_served_are_nobodys) {
  TermsInForce terms;
  const HostNames names("bank.example", "17515", {&terms, nullptr});
  EstablishmentTerms closed = with_aliases({{"api.ceidf.example", Environment::live}});
  closed.is_served = false;
  terms.replace(*establishment_by_code("17515"), closed);
  for (const char* host : {"www.17515.sandbox.api.bank.example", "api.ceidf.example",
                           "www.17515.oba-bad-me-live-api.89c3.com"})
    EXPECT_FALSE(names.find(host)) << host;
  EXPECT_TRUE(names.find("localhost")) << "the control port is there for all of them";
  EXPECT_TRUE(names.find("www.13335.sandbox.api.bank.example"));
}

TEST(TermsInForce, that_were_read_stay_readable_after_they_were_replaced) {
  const Establishment& ceidf = *establishment_by_code("17515");
  TermsInForce terms;
  EstablishmentTerms named;
  named.name = "Before";
  terms.replace(ceidf, named);
  const EstablishmentTerms& before = terms.of(ceidf);
  named.name = "After";
  terms.replace(ceidf, named);
  EXPECT_EQ(before.name, "Before");
  EXPECT_EQ(terms.of(ceidf).name, "After");
  EXPECT_EQ(terms.of(*establishment_by_code("13335")), EstablishmentTerms{});
}

TEST(HostNames, that_are_not_ours_are_not_served) {
  for (const char* host :
       {"", ".", ":", "www.", "www.17515", "www.17515.", "bank.example",
        "www.17515.api.bank.example", "www.99999.sandbox.api.bank.example",
        "17515.sandbox.api.bank.example", "www.17515.sandbox.api.bank.example.evil.example",
        "www.17515.sandbox.api.evilbank.example", "xwww.17515.sandbox.api.bank.example",
        "www.17515.sandbox.api.", "[::1", "[::1]x"})
    EXPECT_EQ(code_found(gateway, host), "none") << host;
  for (const char* host : {"127.bank.example", "127.0.0.1.bank.example", "127.0.0", "127.0.0.256",
                           "127.0.0.0.1", "127..0.1", "127.0.0.1234", "128.0.0.1", "[::2]"})
    EXPECT_EQ(code_found(sandbox, host), "none") << host;
  EXPECT_EQ(code_found(gateway, std::string(70'000, 'w')), "none");
}

TEST(HostNames, of_the_loopback_stand_for_an_establishment_in_the_sandbox_only) {
  for (const char* host :
       {"localhost", "LOCALHOST:8443", "127.0.0.1", "127.0.0.1:8443", "[::1]", "[::1]:8443",
        "localhost.", "127.0.0.2", "127.255.255.255:8080", "127.0.0.9."}) {
    EXPECT_EQ(code_found(sandbox, host), "17515") << host;
    EXPECT_EQ(code_found(gateway, host), "none") << host;
  }
}

TEST(HostNames, listed_for_an_establishment_begin_with_the_sandbox_and_are_all_served) {
  for (const Establishment& establishment : establishments()) {
    const auto names = sandbox.names_of(establishment);
    ASSERT_EQ(names.size(), 6u);
    EXPECT_EQ(names.front(), "www." + std::string{establishment.code} + ".sandbox.api.localhost");
    for (const std::string& name : names)
      EXPECT_EQ(sandbox.find(name).establishment, &establishment) << name;
  }
}

RC_GTEST_PROP(HostNames, finding_takes_any_bytes_without_harm, (const std::string& bytes)) {
  RC_ASSERT(!gateway.find(bytes));
}

}  // namespace
}  // namespace guichet
