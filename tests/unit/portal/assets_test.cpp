// SPDX-License-Identifier: Apache-2.0
#include "portal/assets.hpp"

#include <gtest/gtest.h>

#include <string>

#include <set>

namespace guichet::portal {
namespace {

TEST(Assets, of_the_pages_are_found_by_the_names_of_their_sources) {
  EXPECT_TRUE(asset_path("sca.css").starts_with("/_assets/sca-"));
  EXPECT_TRUE(asset_path("sca.css").ends_with(".css"));
  EXPECT_TRUE(asset_path("portal.css").starts_with("/_assets/portal-"));
  EXPECT_TRUE(asset_path("portal.ts").ends_with(".js"));
}

TEST(Assets, that_are_not_there_have_no_path) {
  for (const char* name : {"missing.css", "sca", "sca.png", "", ".css", "sc.css"})
    EXPECT_EQ(asset_path(name), "") << name;
}

TEST(Assets, are_served_with_their_type_and_may_be_kept_for_ever) {
  const auto style = asset_response(asset_path("sca.css"));
  ASSERT_TRUE(style.has_value());
  EXPECT_EQ(style->status, 200);
  EXPECT_EQ(style->headers.find("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(style->headers.find("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(style->headers.find("x-content-type-options"), "nosniff");
  EXPECT_FALSE(style->body.empty());
  EXPECT_EQ(asset_response(asset_path("portal.ts"))->headers.find("content-type"),
            "text/javascript; charset=utf-8");
}

TEST(Assets, of_other_names_and_folders_are_not_served) {
  const std::string path = asset_path("sca.css");
  for (const std::string& wrong :
       {std::string("/_assets/"), std::string("/_assets/sca.css"), "/_assets/../" + path,
        path + "x", path.substr(1), std::string("/_assets/%2e%2e/etc/passwd"), std::string()})
    EXPECT_FALSE(asset_response(wrong).has_value()) << wrong;
}

TEST(Assets, call_for_nothing_from_another_host) {
  // The name of SVG's vocabulary looks like an address and is none.
  constexpr std::string_view vocabulary = "http://www.w3.org/2000/svg";
  for (const AssetFile& file : asset_files()) {
    std::string content(file.content);
    if (const auto at = content.find(vocabulary); at != std::string::npos)
      content.erase(at, vocabulary.size());
    for (const char* address : {"http://", "https://", "url(//", "@import"})
      EXPECT_EQ(content.find(address), std::string::npos) << file.name << ' ' << address;
  }
}

TEST(Assets, have_names_of_their_own) {
  std::set<std::string_view> names;
  for (const AssetFile& file : asset_files()) EXPECT_TRUE(names.insert(file.name).second);
  EXPECT_GE(names.size(), 3u);
}

}  // namespace
}  // namespace guichet::portal
