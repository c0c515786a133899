// SPDX-License-Identifier: Apache-2.0
#include "portal/page.hpp"

#include <gtest/gtest.h>

#include "portal/assets.hpp"

namespace guichet::portal {
namespace {

bool shows(const message::Response& response, std::string_view words) {
  return response.body.find(words) != std::string::npos;
}

TEST(Page, row_141_may_not_be_framed_and_row_155_runs_no_inline_code) {
  const auto shown = page(200, "Title", "<p>x</p>");
  const std::string_view policy = shown.headers.find("content-security-policy").value();
  EXPECT_TRUE(policy.starts_with("default-src 'none'; "));
  EXPECT_EQ(policy.find("unsafe"), std::string_view::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string_view::npos);
  EXPECT_EQ(shown.headers.find("x-frame-options"), "DENY");
  EXPECT_EQ(shown.headers.find("referrer-policy"), "no-referrer");
  EXPECT_EQ(shown.headers.find("cache-control"), "no-store");
  EXPECT_EQ(shown.headers.find("content-type"), "text/html; charset=utf-8");
}

TEST(Page, has_its_title_escaped_and_its_content_as_given) {
  const auto shown = page(404, "<i>", "<p>x</p>");
  EXPECT_EQ(shown.status, 404);
  EXPECT_TRUE(shows(shown, "<title>&lt;i&gt; - Guichet</title>"));
  EXPECT_TRUE(shows(shown, "<h1>&lt;i&gt;</h1>\n<p>x</p>"));
}

TEST(Page, links_to_assets_that_are_there) {
  const auto shown = page(200, "x", "");
  EXPECT_TRUE(shows(shown, "href=\"" + asset_path("portal.css") + "\""));
  EXPECT_TRUE(shows(shown, "src=\"" + asset_path("portal.ts") + "\""));
  EXPECT_TRUE(asset_response(asset_path("portal.css")).has_value());
}

TEST(Page, shows_a_command_to_copy_escaped) {
  EXPECT_EQ(command_html("curl \"x\" > y"),
            "<pre data-copy tabindex=\"0\"><code>curl &quot;x&quot; &gt; y</code></pre>\n");
}

TEST(StartPage, tells_the_addresses_the_code_and_every_customer) {
  const auto shown =
      start_page({"https://api.example",
                  "http://127.0.0.1:8080/authorize",
                  "12345678",
                  {{"9999999901", "LEA SANDBOXA", "FR76 0001", "Mme LEA", "-150.00 EUR"},
                   {"9999999902", "<CLAIRE>", "FR76 0002", "Mme CLAIRE", "0.00 EUR"}}});
  for (const char* words :
       {"https://api.example/stet/psd2/v1.6.2/accounts", "http://127.0.0.1:8080/authorize",
        "<code>12345678</code>", "<code>9999999901</code>", "LEA SANDBOXA", "FR76 0001", "Mme LEA",
        "-150.00 EUR", "9999999902", "&lt;CLAIRE&gt;"})
    EXPECT_TRUE(shows(shown, words)) << words;
}

TEST(StartPage, begins_with_commands_that_can_be_copied_one_by_one) {
  StartPage start;
  EXPECT_TRUE(shows(start_page(start), command_html("guichet tpp connect --as 9999999901")));
  start.commands = {"curl --cacert \"a b/ca.pem\" https://api.example"};
  EXPECT_TRUE(shows(start_page(start), command_html(start.commands[0])));
}

}  // namespace
}  // namespace guichet::portal
