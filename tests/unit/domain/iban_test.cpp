// SPDX-License-Identifier: Apache-2.0
#include "domain/iban.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>

namespace guichet {
namespace {

struct PersonaIban {
  const char* iban;
  const char* resource_id;
};

constexpr std::array personas{PersonaIban{"FR7617515000920400430518020", "175150009204004305180"},
                              PersonaIban{"FR7617515900000400358074026", "175159000004003580740"},
                              PersonaIban{"FR7617515900000800358074006", "175159000008003580740"},
                              PersonaIban{"FR7617515000920400085945890", "175150009204000859458"},
                              PersonaIban{"FR7617515000920440878790811", "175150009204408787908"},
                              PersonaIban{"FR7617515000920402428687756", "175150009204024286877"},
                              PersonaIban{"FR7617515000920402428748381", "175150009204024287483"},
                              PersonaIban{"FR7617515000920400851811524", "175150009204008518115"}};

/// What parse says about `text`, or "accepted".
std::string said_about(std::string_view text) {
  const auto iban = Iban::parse(text);
  if (iban) return "accepted";
  EXPECT_EQ(iban.error().code, Code::iban_invalid);
  return iban.error().said;
}

/// The check digits for `bban`, by long division of the whole number.
std::string check_digits_for(const std::string& country, const std::string& bban) {
  std::string number;
  for (const char c : bban + country + "00")
    number += c >= 'A' ? std::to_string(c - 'A' + 10) : std::string(1, c);
  int remainder = 0;
  for (const char digit : number) remainder = (remainder * 10 + (digit - '0')) % 97;
  const int check = 98 - remainder;
  return (check < 10 ? "0" : "") + std::to_string(check);
}

std::string french_iban(const std::string& bban) {
  return "FR" + check_digits_for("FR", bban) + bban;
}

rc::Gen<std::string> french_bban() {
  const auto digit = rc::gen::inRange('0', static_cast<char>('9' + 1));
  return rc::gen::container<std::string>(23, digit);
}

TEST(Iban, of_every_persona_is_accepted_and_gives_its_resource_id) {
  for (const PersonaIban& persona : personas) {
    const auto iban = Iban::parse(persona.iban);
    ASSERT_TRUE(iban) << persona.iban;
    EXPECT_EQ(iban->text(), persona.iban);
    EXPECT_EQ(iban->resource_id(), persona.resource_id);
  }
}

TEST(Iban, of_another_country_is_accepted_with_its_own_length) {
  EXPECT_TRUE(Iban::parse("DE89370400440532013000"));
  EXPECT_TRUE(Iban::parse("GB29NWBK60161331926819"));
  EXPECT_TRUE(Iban::parse("NO9386011117947"));
  EXPECT_TRUE(Iban::parse("MT84MALT011000012345MTLCAST001S"));
  EXPECT_TRUE(Iban::parse("BE68539007547034"));
}

TEST(Iban, shows_country_and_last_four_in_a_log) {
  EXPECT_EQ(Iban::parse("FR7617515000920400430518020")->masked(), "FR..8020");
}

TEST(Iban, with_a_lower_case_letter_is_refused_saying_so) {
  EXPECT_NE(said_about("fr7617515000920400430518020").find("lower-case"), std::string::npos);
  EXPECT_NE(said_about("GB29nwbk60161331926819").find("lower-case"), std::string::npos);
}

TEST(Iban, with_a_blank_is_refused_saying_so) {
  EXPECT_NE(said_about("FR76 1751 5000 9204 0043 0518 020").find("blank"), std::string::npos);
  EXPECT_NE(said_about("FR7617515000920400430518020 ").find("blank"), std::string::npos);
}

TEST(Iban, with_another_character_is_refused_saying_so) {
  EXPECT_NE(said_about("FR76-17515000920400430518020").find("character"), std::string::npos);
  EXPECT_NE(said_about(std::string_view{"FR76\0", 5}).find("character"), std::string::npos);
  EXPECT_NE(said_about("FR76\xc3\xa9").find("character"), std::string::npos);
}

TEST(Iban, of_an_unknown_country_is_refused_saying_so) {
  EXPECT_NE(said_about("ZZ7617515000920400430518020").find("ISO 13616"), std::string::npos);
  EXPECT_NE(said_about("F").find("ISO 13616"), std::string::npos);
  EXPECT_NE(said_about("7617515000920400430518020FR").find("ISO 13616"), std::string::npos);
}

TEST(Iban, of_a_wrong_length_is_refused_naming_both_lengths) {
  const std::string said = said_about("FR761751500092040043051802");
  EXPECT_NE(said.find("27"), std::string::npos) << said;
  EXPECT_NE(said.find("26"), std::string::npos) << said;
  EXPECT_NE(said_about("FR").find("27"), std::string::npos);
}

TEST(Iban, with_wrong_check_digits_is_refused_without_repeating_it_in_full) {
  const std::string said = said_about("FR7717515000920400430518020");
  EXPECT_NE(said.find("check digits"), std::string::npos) << said;
  EXPECT_EQ(said.find("17515000920400430518020"), std::string::npos) << said;
}

TEST(Iban, that_is_empty_is_refused) { EXPECT_EQ(said_about(""), "An IBAN is empty."); }

TEST(Iban, refusals_fit_into_the_wire_texts) {
  for (const char* text : {"", "fr", "F R", "F-", "ZZ76", "FR76", "FR7717515000920400430518020"})
    EXPECT_LE(said_about(text).size(), 110u) << text;
}

RC_GTEST_PROP(Iban, made_with_right_check_digits_is_accepted, ()) {
  const std::string text = french_iban(*french_bban());
  const auto iban = Iban::parse(text);
  RC_ASSERT(iban.has_value());
  RC_ASSERT(iban->resource_id() == text.substr(4, 21));
}

RC_GTEST_PROP(Iban, with_one_digit_changed_is_refused, ()) {
  std::string text = french_iban(*french_bban());
  const auto place = *rc::gen::inRange<std::size_t>(2, text.size());
  const char other =
      *rc::gen::distinctFrom(rc::gen::inRange('0', static_cast<char>('9' + 1)), text[place]);
  text[place] = other;
  RC_ASSERT(!Iban::parse(text).has_value());
}

RC_GTEST_PROP(Iban, with_two_neighbours_swapped_is_refused, ()) {
  std::string text = french_iban(*french_bban());
  const auto place = *rc::gen::inRange<std::size_t>(4, text.size() - 1);
  RC_PRE(text[place] != text[place + 1]);
  std::swap(text[place], text[place + 1]);
  RC_ASSERT(!Iban::parse(text).has_value());
}

RC_GTEST_PROP(Iban, has_check_digits_between_02_and_98_only, ()) {
  std::string text = french_iban(*french_bban());
  const int check = std::stoi(text.substr(2, 2));
  for (const int twin : {check - 97, check + 97}) {
    if (twin < 0 || twin > 99) continue;
    text.replace(2, 2, (twin < 10 ? "0" : "") + std::to_string(twin));
    RC_ASSERT(!Iban::parse(text).has_value());
  }
}

RC_GTEST_PROP(Iban, parsing_takes_any_bytes_without_harm, (const std::string& bytes)) {
  const auto iban = Iban::parse(bytes);
  RC_ASSERT(!iban.has_value() || iban->text() == bytes);
}

}  // namespace
}  // namespace guichet
