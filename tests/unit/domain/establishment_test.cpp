// SPDX-License-Identifier: Apache-2.0
#include "domain/establishment.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

TEST(Establishment, there_are_18_with_different_codes_and_short_names) {
  std::set<std::string_view> codes;
  std::set<std::string_view> short_names;
  for (const Establishment& establishment : establishments()) {
    EXPECT_EQ(establishment.code.size(), 5u);
    codes.insert(establishment.code);
    short_names.insert(establishment.short_name);
  }
  EXPECT_EQ(codes.size(), 18u);
  EXPECT_EQ(short_names.size(), 18u);
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

TEST(HostNames, that_are_not_ours_are_not_served) {
  for (const char* host :
       {"", ".", ":", "www.", "www.17515", "www.17515.", "bank.example",
        "www.17515.api.bank.example", "www.99999.sandbox.api.bank.example",
        "17515.sandbox.api.bank.example", "www.17515.sandbox.api.bank.example.evil.example",
        "www.17515.sandbox.api.evilbank.example", "xwww.17515.sandbox.api.bank.example",
        "www.17515.sandbox.api.", "[::1", "[::1]x"})
    EXPECT_EQ(code_found(gateway, host), "none") << host;
  EXPECT_EQ(code_found(gateway, std::string(70'000, 'w')), "none");
}

TEST(HostNames, of_the_loopback_stand_for_an_establishment_in_the_sandbox_only) {
  for (const char* host : {"localhost", "LOCALHOST:8443", "127.0.0.1", "127.0.0.1:8443", "[::1]",
                           "[::1]:8443", "localhost."}) {
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
