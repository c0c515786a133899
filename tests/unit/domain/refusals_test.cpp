// SPDX-License-Identifier: Apache-2.0
#include "domain/refusals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace guichet {
namespace {

bool is_words_of_oauth(std::string_view name) {
  return std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

TEST(Refusals, have_a_row_for_every_code_in_its_order) {
  ASSERT_EQ(all_refusals().size(), static_cast<std::size_t>(Code::count_));
  for (std::size_t i = 0; i < all_refusals().size(); ++i) {
    const auto code = static_cast<Code>(i);
    EXPECT_EQ(entry_of(code).code, code);
    EXPECT_EQ(&entry_of(code), &all_refusals()[i]);
  }
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

using Member = std::string_view RefusalEntry::*;
constexpr std::array french{&RefusalEntry::text_fr, &RefusalEntry::cause_fr,
                            &RefusalEntry::remedy_fr};
constexpr std::array english{&RefusalEntry::text, &RefusalEntry::cause, &RefusalEntry::remedy};

TEST(Refusals, have_a_meaning_a_cause_and_a_remedy_in_both_languages) {
  constexpr std::size_t longest = 140;
  for (const RefusalEntry& entry : all_refusals()) {
    EXPECT_FALSE(entry.name.empty());
    for (const auto& language : {english, french})
      for (const Member member : language) {
        const std::string_view text = entry.*member;
        EXPECT_GE(characters(text), 4u) << entry.name;
        EXPECT_LE(characters(text), longest) << entry.name << ": " << text;
        EXPECT_TRUE(text == "NAAC" || text.ends_with('.')) << entry.name << ": " << text;
      }
  }
}

TEST(Refusals, never_say_the_same_of_two_codes) {
  for (const Member member : {&RefusalEntry::text, &RefusalEntry::cause, &RefusalEntry::text_fr,
                              &RefusalEntry::cause_fr}) {
    std::map<std::string_view, std::string_view> name_by_text;
    for (const RefusalEntry& entry : all_refusals()) {
      const auto [known, is_new] = name_by_text.emplace(entry.*member, entry.name);
      EXPECT_TRUE(is_new) << entry.name << " says what " << known->second
                          << " says: " << entry.*member;
    }
  }
}

TEST(Refusals, are_in_the_typography_of_their_language) {
  for (const RefusalEntry& entry : all_refusals()) {
    for (const Member member : french) {
      const std::string_view text = entry.*member;
      EXPECT_EQ(text.find('\''), std::string_view::npos) << entry.name << ": " << text;
      EXPECT_EQ(text.find(" ;"), std::string_view::npos) << entry.name << ": " << text;
    }
    EXPECT_EQ(entry.cause == entry.cause_fr, false) << entry.name;
  }
}

TEST(Refusals, fit_into_the_texts_of_the_wire) {
  for (const RefusalEntry& entry : all_refusals()) {
    EXPECT_LE(entry.text.size(), 110u) << entry.name;
    EXPECT_LE(entry.name.size() + 2 + entry.text.size(), 140u) << entry.name;
  }
}

TEST(Refusals, say_on_the_wire_what_every_client_can_read) {
  for (const RefusalEntry& entry : all_refusals())
    for (const char c : entry.text) EXPECT_TRUE(c >= ' ' && c <= '~') << entry.name;
}

TEST(Refusals, say_naac_and_nothing_else_where_there_is_no_eligible_account) {
  EXPECT_EQ(entry_of(Code::no_eligible_account).name, "NAAC");
  EXPECT_EQ(entry_of(Code::no_eligible_account).text, "NAAC");
  EXPECT_EQ(entry_of(Code::no_eligible_account).status, 404);
}

TEST(Refusals, have_names_of_their_own_but_for_the_words_of_oauth) {
  std::map<std::string_view, std::vector<Code>> codes_by_name;
  for (const RefusalEntry& entry : all_refusals()) codes_by_name[entry.name].push_back(entry.code);
  for (const auto& [name, codes] : codes_by_name)
    EXPECT_TRUE(codes.size() == 1 || is_words_of_oauth(name)) << name;
  EXPECT_EQ(codes_by_name["invalid_request"].size(), 2u);
}

TEST(Refusals, are_found_by_their_name_letter_by_letter) {
  for (const RefusalEntry& entry : all_refusals()) {
    ASSERT_TRUE(find_refusal(entry.name)) << entry.name;
    EXPECT_EQ(find_refusal(entry.name)->name, entry.name);
  }
  EXPECT_FALSE(find_refusal("cert_expired"));
  EXPECT_FALSE(find_refusal(""));
  EXPECT_FALSE(find_refusal("CERT_EXPIRED "));
}

TEST(Refusals, have_statuses_of_refusal) {
  for (const RefusalEntry& entry : all_refusals()) {
    EXPECT_GE(entry.status, 400) << entry.name;
    EXPECT_LE(entry.status, 505) << entry.name;
  }
}

}  // namespace
}  // namespace guichet
