// SPDX-License-Identifier: Apache-2.0
#include "client/html_form.hpp"

#include <gtest/gtest.h>

#include "client/form_driver.hpp"

namespace guichet::client {
namespace {

constexpr std::string_view identification = R"(<!doctype html><title>Step 1 of 2</title>
  <!-- <form method=post><input name=decoy></form> -->
  <form action="/search"><input name="q"></form>
  <FORM METHOD='POST' action="/stet/psd2/oauth/sca">
    <input type=hidden name=journey value="a&amp;b&#x27;&#34;">
    <input type="hidden" name="csrf" value='x>y'>
    <label>Identifier <input name="identifier" inputmode="numeric" required></label>
    <button name="action" value="continue">Continue</button>
    <button name="action" value="cancel" formnovalidate>Cancel</button>
  </FORM>)";

const Customer lea{"9999999901", "", "12345678"};

TEST(HtmlForms, are_found_with_action_method_and_controls) {
  const auto forms = forms_of(identification);
  ASSERT_EQ(forms.size(), 2U);
  EXPECT_EQ(forms[0].method, "get");
  EXPECT_EQ(forms[1].method, "post");
  EXPECT_EQ(forms[1].action, "/stet/psd2/oauth/sca");
  ASSERT_EQ(forms[1].controls.size(), 5U);
  EXPECT_EQ(forms[1].find("journey")->value, "a&b'\"");
  EXPECT_EQ(forms[1].find("csrf")->value, "x>y");
  EXPECT_EQ(forms[1].find("identifier")->type, "text");
  EXPECT_EQ(forms[1].find("action")->type, "submit");
}

TEST(HtmlForms, survive_every_truncation_of_a_page) {
  for (std::size_t length = 0; length < identification.size(); ++length) {
    const auto forms = forms_of(identification.substr(0, length));
    EXPECT_LE(forms.size(), 2U);
    message_of_page(identification.substr(0, length));
  }
}

TEST(HtmlForms, survive_damaged_markup) {
  for (const char* page : {"<", "<form", "<form method", "<form method=", "<form method=\"",
                           "<<<>>>", "<input name=a>", "</form></form>",
                           "<form><input =x><input name==\"y\"></form>", "<a b='", "&#xFFFFFFFFF;"})
    EXPECT_LE(forms_of(page).size(), 1U) << page;
}

TEST(HtmlTables, are_read_row_by_row_without_their_headings) {
  const auto rows = rows_of(
      "<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td>A&amp;B</td><td>1 <b>2</b>\n3"
      "</td></tr><tr><td></td><td>x</table><td>");
  const std::vector<std::vector<std::string>> expected{{"A&B", "1 2 3"}, {"", "x", ""}};
  EXPECT_EQ(rows, expected);
}

TEST(CharacterReferences, are_resolved_and_unknown_ones_left_alone) {
  EXPECT_EQ(without_references("a&amp;b &lt;&gt; &eacute; &#233; &#xe9; & &; &#0; &#xD800;"),
            "a&b <> &eacute; \u00e9 \u00e9 & &; &#0; &#xD800;");
}

TEST(PageMessage, is_the_alert_or_else_the_title) {
  EXPECT_EQ(message_of_page(identification), "Step 1 of 2");
  EXPECT_EQ(
      message_of_page(
          "<title>T</title><div role=\"alert\"><p>The code\n is <b>wrong</b>.</p></div><p>rest"),
      "The code is wrong .");
  EXPECT_EQ(message_of_page("no markup"), "");
}

TEST(FillingIn, sends_hidden_fields_the_identifier_and_continue) {
  std::vector<std::string> answered;
  const auto fields = filled_in(forms_of(identification)[1], lea, answered);
  EXPECT_EQ(fields, "journey=a%26b%27%22&csrf=x%3Ey&identifier=9999999901&action=continue");
  EXPECT_EQ(answered, std::vector<std::string>{"identifier"});
}

TEST(FillingIn, stops_when_the_bank_asks_for_the_same_again) {
  std::vector<std::string> answered{"identifier"};
  EXPECT_FALSE(filled_in(forms_of(identification)[1], lea, answered));
}

TEST(FillingIn, chooses_the_sms_code_among_several_means) {
  const auto forms =
      forms_of(R"(<form method="post"><input type="radio" name="method" value="secur_pass" checked>
      <input type="radio" name="method" value="otp_sms"><button name="action" value="continue"></form>)");
  std::vector<std::string> answered;
  EXPECT_EQ(filled_in(forms[0], lea, answered), "method=otp_sms&action=continue");
}

TEST(FillingIn, takes_the_chosen_option_of_a_select_when_there_is_no_sms_code) {
  const auto forms =
      forms_of(R"(<form method="post"><select name="method"><option value="cap_reader">
      <option value="secur_pass" selected></select></form>)");
  std::vector<std::string> answered;
  EXPECT_EQ(filled_in(forms[0], lea, answered), "method=secur_pass&action=continue");
}

TEST(FillingIn, fails_on_a_form_that_asks_for_something_else) {
  const auto forms = forms_of(R"(<form method="post"><input name="shoe_size"></form>)");
  std::vector<std::string> answered;
  EXPECT_FALSE(filled_in(forms[0], lea, answered));
}

}  // namespace
}  // namespace guichet::client
