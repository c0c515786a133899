// SPDX-License-Identifier: Apache-2.0
#include "portal/errors.hpp"

#include <gtest/gtest.h>

#include <string>

#include "domain/refusals.hpp"
#include "message/html.hpp"

namespace guichet::portal {
namespace {

using message::html_escaped;

bool shows(const message::Response& response, std::string_view words) {
  return response.body.find(words) != std::string::npos;
}

TEST(ErrorPages, there_is_one_for_every_refusal_with_its_status_and_all_texts_in_both_languages) {
  for (const RefusalEntry& entry : all_refusals()) {
    const auto page = error_page(entry.name);
    ASSERT_TRUE(page.has_value()) << entry.name;
    EXPECT_EQ(page->status, 200);
    EXPECT_TRUE(shows(*page, "HTTP " + std::to_string(entry.status))) << entry.name;
    for (const std::string_view text :
         {entry.text, entry.cause, entry.remedy, entry.text_fr, entry.cause_fr, entry.remedy_fr})
      EXPECT_TRUE(shows(*page, html_escaped(text))) << entry.name << ": " << text;
    EXPECT_TRUE(shows(*page, "<section lang=\"fr\">")) << entry.name;
    EXPECT_TRUE(shows(*page, "guichet explain " + std::string(entry.name))) << entry.name;
  }
}

TEST(ErrorPages, a_word_that_several_refusals_share_tells_them_all) {
  const auto page = error_page("invalid_request");
  EXPECT_TRUE(shows(*page, html_escaped(entry_of(Code::token_twice).text)));
  EXPECT_TRUE(shows(*page, html_escaped(entry_of(Code::oauth_invalid_request).text)));
}

TEST(ErrorPages, there_is_none_for_another_name) {
  for (const char* name : {"", "nonsense", "cert_expired", "CERT_EXPIRED ", "<script>"})
    EXPECT_FALSE(error_page(name).has_value()) << name;
}

TEST(ErrorPages, the_index_links_to_every_one) {
  const auto index = errors_index_page();
  for (const RefusalEntry& entry : all_refusals())
    EXPECT_TRUE(shows(index, "href=\"/errors/" + std::string(entry.name) + "\"")) << entry.name;
}

}  // namespace
}  // namespace guichet::portal
