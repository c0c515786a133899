// SPDX-License-Identifier: Apache-2.0
#include "browser.hpp"

namespace guichet::sca {
namespace {

/// A customer who confirms in the bank's app.
struct SecurPass : JourneyTest {
  Response choose_phone(std::string_view identifier = lea) {
    browser.open();
    return browser.send({{"identifier", std::string(identifier)}, {"method", "secur_pass"}});
  }
  void answer(AppAnswer answer, std::string_view psu = "P9999999901") {
    ASSERT_TRUE(phone.answer("17515", psu, "", answer));
  }
  std::string status_of_a_look() { return std::to_string(browser.press("look").status); }
};

TEST_F(SecurPass, shows_the_number_that_stands_on_the_phone) {
  const Response page = choose_phone();
  const auto questions = phone.questions_of("17515", "P9999999901");
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_TRUE(shows(page, "class=\"number\">" + questions[0].asked.number + "<"));
  EXPECT_FALSE(asks_for_code(page));
}

TEST_F(SecurPass, an_approval_leads_back_with_a_code_and_once) {
  choose_phone();
  answer(AppAnswer::approved);
  const Response back = browser.press("continue");
  EXPECT_TRUE(take_code(back));
  EXPECT_EQ(redirect_of(browser.press("continue")), redirect_of(back));
}

TEST_F(SecurPass, before_the_answer_the_page_stays_and_nothing_is_counted) {
  choose_phone();
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(shows(browser.press("continue"), "not received your approval yet"));
  EXPECT_EQ(status_of_a_look(), "204");
  answer(AppAnswer::approved);
  EXPECT_EQ(status_of_a_look(), "200");
  EXPECT_TRUE(redirect_of(browser.press("continue")).contains("code"));
}

TEST_F(SecurPass, a_refusal_leads_back_with_access_denied_and_locks_nobody) {
  for (int i = 0; i < 2 * most_failed_tries; ++i) {
    choose_phone();
    answer(AppAnswer::refused);
    EXPECT_EQ(redirect_of(browser.press("continue"))["error"], "access_denied");
  }
  EXPECT_TRUE(redirect_of(browser.sign_in(lea)).contains("code"));
}

TEST_F(SecurPass, an_approval_while_locked_lets_nobody_in) {
  fail(lea, most_failed_tries);
  choose_phone();
  answer(AppAnswer::approved);
  EXPECT_EQ(redirect_of(browser.press("continue"))["error"], "access_denied");
  clock.advance(lock_duration);
  choose_phone();
  answer(AppAnswer::approved);
  EXPECT_TRUE(redirect_of(browser.press("continue")).contains("code"));
}

TEST_F(SecurPass, what_lapsed_is_asked_anew_with_another_question_three_times) {
  choose_phone();
  for (int i = 0; i < 3; ++i) {
    clock.advance(seconds(180));
    EXPECT_FALSE(phone.answer("17515", "P9999999901", "", AppAnswer::approved));
    EXPECT_EQ(status_of_a_look(), "200") << "so that the page says what happened";
    EXPECT_TRUE(shows(browser.press("continue"), "no longer valid"));
    EXPECT_TRUE(shows(browser.press("resend"), "a new request"));
  }
  EXPECT_TRUE(shows(browser.press("resend"), "cannot send any more requests"));
  answer(AppAnswer::approved);
  EXPECT_TRUE(redirect_of(browser.press("continue")).contains("code"));
}

TEST_F(SecurPass, the_answer_to_a_former_question_counts_for_nothing) {
  choose_phone();
  const std::string former = phone.questions_of("17515", "P9999999901")[0].asked.id;
  browser.press("resend");
  ASSERT_TRUE(phone.answer("17515", "P9999999901", former, AppAnswer::approved));
  EXPECT_TRUE(shows(browser.press("continue"), "not received your approval yet"));
}

TEST_F(SecurPass, an_unknown_customer_sees_what_a_known_one_sees) {
  const Response page = choose_phone(nobody);
  EXPECT_TRUE(shows(page, "class=\"number\""));
  EXPECT_TRUE(shows(browser.press("continue"), "not received your approval yet"));
  EXPECT_EQ(status_of_a_look(), "204");
}

TEST_F(SecurPass, no_code_helps_there) {
  choose_phone();
  EXPECT_TRUE(shows(browser.prove(right_code), "not received your approval yet"));
}

TEST_F(SecurPass, the_policy_lets_the_script_of_the_house_run_on_this_page_alone) {
  const Response first = browser.open();
  const Response page = choose_phone();
  EXPECT_TRUE(page.headers.find("content-security-policy")->contains("script-src 'self'"));
  EXPECT_FALSE(first.headers.find("content-security-policy")->contains("script-src"));
}

}  // namespace
}  // namespace guichet::sca
