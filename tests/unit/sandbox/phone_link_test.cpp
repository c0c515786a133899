// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_link.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sca/app2app.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::string_view web = "127.0.0.1:8080";
constexpr std::string_view query = "/stet/psd2/oauth/authorize?client_id=a&state=%2F";
const std::string app = "SANDBOX000.example.guichet.caisse-epargne";

/// A phone on whose line the bank says what a test wants.
struct PhoneLinks : testing::Test {
  HostNames hosts{"localhost", "17515"};
  PhoneOwner owner{"P9999999901", {}};
  int association_status = 200;
  std::string association_file =
      sca::apple_association({app, "example.guichet.caisse_epargne", {}});
  bool is_served = true;
  std::vector<std::string> asked;  ///< "host target" of what the phone and the app asked for
  std::optional<Outcome<message::Response>> turned_away;
  PhoneLine line{
      hosts,
      app,
      [this](const message::Request& request) -> Outcome<message::Response> {
        note(request);
        message::Response response;
        response.status = association_status;
        response.body = association_file;
        return response;
      },
      [this](const message::Request& request)
          -> std::expected<sca::InAppRequest, Outcome<message::Response>> {
        note(request);
        if (turned_away) return std::unexpected(*turned_away);
        const auto host = request.headers.find("host").value();
        return sca::InAppRequest{hosts.find(host).establishment, {}, "issuer", {}};
      },
      [this](const std::string& establishment, const std::string& psu) -> Outcome<bool> {
        return is_served && establishment == "17515" && psu == owner.psu;
      },
      [](const sca::InAppRequest&, const std::string&, bool approves) -> Outcome<std::string> {
        return approves ? "https://tpp.example/?code" : "https://tpp.example/?error";
      }};

  void note(const message::Request& request) {
    asked.push_back(std::string(request.headers.find("host").value()) + " " + request.target);
  }
  static std::string at(std::string_view host, std::string_view target = query) {
    return std::string("https://").append(host).append(target);
  }
  OpenedLink open(const std::string& link) { return open_link(line, owner, link, web); }

  const std::string sandbox_link = at("www.17515.sandbox.api.localhost:8443");
  const std::string brand_link = at("www.17515.live.api.caisse-epargne.fr");
};

TEST_F(PhoneLinks, open_the_app_that_the_association_of_the_host_names) {
  const OpenedLink opened = open(brand_link);
  ASSERT_EQ(opened.end, LinkEnd::app_asks);
  EXPECT_EQ(opened.asks->establishment->code, "17515");
  EXPECT_EQ(asked, (std::vector<std::string>{
                       "www.17515.live.api.caisse-epargne.fr "
                       "/.well-known/apple-app-site-association",
                       "www.17515.live.api.caisse-epargne.fr " + std::string(query)}));
}

TEST_F(PhoneLinks, lead_back_to_the_tpp_once_the_customer_has_answered) {
  for (const bool approves : {true, false}) {
    const OpenedLink opened = answer_link(line, owner, sandbox_link, web, approves);
    EXPECT_EQ(opened.end, LinkEnd::to_tpp);
    EXPECT_EQ(opened.address,
              approves ? "https://tpp.example/?code" : "https://tpp.example/?error");
  }
}

TEST_F(PhoneLinks, open_the_pages_where_the_app_cannot_be_opened) {
  struct Case {
    PhoneApp app;
    WhyPages why;
  };
  for (const auto& [state, why] : {Case{{.installed = false}, WhyPages::not_installed},
                                   Case{{.version = "6.3.99"}, WhyPages::too_old},
                                   Case{{.version = "5.10.0"}, WhyPages::too_old},
                                   Case{{.opened_once = false}, WhyPages::never_opened}}) {
    owner.app = state;
    const OpenedLink opened = open(sandbox_link);
    EXPECT_EQ(opened.end, LinkEnd::browser);
    EXPECT_EQ(opened.why, why) << word_of(why);
    EXPECT_EQ(opened.address, "http://127.0.0.1:8080" + std::string(query));
  }
  EXPECT_TRUE(asked.empty()) << "without the app nobody asks for its association";
  for (const char* version : {"6.4.0", "6.4.1", "6.10.0", "10.0.0"}) {
    owner.app = {.version = version};
    EXPECT_EQ(open(sandbox_link).end, LinkEnd::app_asks) << version;
  }
}

TEST_F(PhoneLinks, open_the_pages_where_the_association_does_not_name_app_and_path) {
  const auto leads_to_pages = [this](const std::string& link) {
    const OpenedLink opened = open(link);
    return opened.end == LinkEnd::browser && opened.why == WhyPages::not_associated;
  };
  EXPECT_TRUE(leads_to_pages(at("www.17515.live.api.localhost", "/stet/psd2/oauth/sca")));
  EXPECT_TRUE(leads_to_pages(at("www.17515.live.api.localhost", "?client_id=a")));
  EXPECT_TRUE(leads_to_pages(at("www.17515.live.api.localhost", "/stet/psd2/oauth/authorize/")));
  EXPECT_TRUE(leads_to_pages(std::string("http://www.17515.live.api.localhost").append(query)));
  line.app = "SANDBOX000.example.guichet.banque-palatine";
  EXPECT_TRUE(leads_to_pages(sandbox_link));
  line.app = app;
  association_status = 404;
  EXPECT_TRUE(leads_to_pages(sandbox_link));
  association_status = 200;
  for (const char* file : {"", "[]", "{\"applinks\":{\"details\":[{}]}}", "no JSON"}) {
    association_file = file;
    EXPECT_TRUE(leads_to_pages(sandbox_link)) << file;
  }
}

TEST_F(PhoneLinks, keep_the_bank_and_the_environment_of_the_link_in_the_browser) {
  owner.app.installed = false;
  EXPECT_EQ(open(brand_link).address,
            "http://www.17515.live.api.localhost:8080" + std::string(query));
  EXPECT_EQ(open(at("www.40978.live.api.palatine.fr")).address,
            "http://www.40978.live.api.localhost:8080" + std::string(query));
  EXPECT_EQ(open(at("www.17515.sandbox.api.localhost", "//elsewhere.example/")).address,
            "http://127.0.0.1:8080//elsewhere.example/");
}

TEST_F(PhoneLinks, of_a_customer_whom_the_app_does_not_serve_go_on_to_the_pages) {
  EXPECT_EQ(open(at("www.13135.live.api.localhost")).why, WhyPages::not_for_customer)
      << "the same app, another bank";
  is_served = false;
  EXPECT_EQ(open(sandbox_link).why, WhyPages::not_for_customer);
  EXPECT_EQ(answer_link(line, owner, sandbox_link, web, true).end, LinkEnd::browser);
}

TEST_F(PhoneLinks, that_the_bank_refuses_are_told_in_the_app_or_to_the_tpp) {
  turned_away = Outcome<message::Response>(refuse(Code::page_client_unknown));
  const OpenedLink refused = open(sandbox_link);
  EXPECT_EQ(refused.end, LinkEnd::app_refuses);
  EXPECT_EQ(refused.refusal->code, Code::page_client_unknown);
  message::Response back;
  back.status = 303;
  back.headers.add("Location", "https://tpp.example/?error=invalid_scope");
  turned_away = Outcome<message::Response>(back);
  EXPECT_EQ(open(sandbox_link).end, LinkEnd::to_tpp);
  EXPECT_EQ(open(sandbox_link).address, "https://tpp.example/?error=invalid_scope");
}

TEST_F(PhoneLinks, of_nobody_here_lead_nowhere) {
  for (const char* link : {"", "word", "ftp://www.17515.live.api.localhost/", "https://",
                           "javascript://x", "https://elsewhere.example/stet/psd2/oauth/authorize",
                           "https://www.17515.live.api.localhost@elsewhere.example/",
                           "https://www.17515.live.api.localhost/\r\nSet-Cookie: a=b"})
    EXPECT_EQ(open(link).end, LinkEnd::nowhere) << link;
  EXPECT_TRUE(asked.empty());
}

TEST(PhoneApps, have_versions_of_three_numbers) {
  for (const char* good : {"6.4.0", "0.0.1", "9999.0.10"})
    EXPECT_TRUE(is_app_version(good)) << good;
  for (const char* bad : {"", "6", "6.4", "6.4.", "6.4.0.", "6.4.0.1", "6..0", "-6.4.0", "6.4.x",
                          "6.4.0 ", "V6.4.0", "12345.0.0"})
    EXPECT_FALSE(is_app_version(bad)) << bad;
}

}  // namespace
}  // namespace guichet::sandbox
