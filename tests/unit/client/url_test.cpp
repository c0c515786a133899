// SPDX-License-Identifier: Apache-2.0
#include "client/url.hpp"

#include <gtest/gtest.h>

namespace guichet::client {
namespace {

TEST(Url, is_split_into_scheme_host_port_and_target) {
  const auto url = parse_url("HTTPS://WWW.17515.Sandbox.Api.Localhost:8443/a/b?c=d#e");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "www.17515.sandbox.api.localhost");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->target, "/a/b?c=d");
}

TEST(Url, has_its_schemes_own_port_and_hides_it_in_the_origin) {
  EXPECT_EQ(parse_url("https://bank.example")->port, 443);
  EXPECT_EQ(parse_url("http://bank.example?q")->text(), "http://bank.example/?q");
  EXPECT_EQ(parse_url("http://[::1]:8085/cb")->origin(), "http://[::1]:8085");
}

TEST(Url, is_refused_when_malformed_or_of_another_scheme) {
  for (const char* text : {"", "bank.example", "ftp://bank.example", "https://", "https://:8443",
                           "https://a:0", "https://a:65536", "https://a:84x", "https://user@a/",
                           "https://[::1", "https://a b/", "https://a/\r\nX: y"})
    EXPECT_FALSE(parse_url(text)) << text;
}

TEST(Link, is_resolved_against_the_document_it_stands_in) {
  const Url base = *parse_url("https://bank.example:8443/stet/psd2/v1.6.2/accounts?x=1");
  EXPECT_EQ(resolved(base, "/stet/y?z=1")->text(), "https://bank.example:8443/stet/y?z=1");
  EXPECT_EQ(resolved(base, "consents")->target, "/stet/psd2/v1.6.2/consents");
  EXPECT_EQ(resolved(base, "?page=2")->target, "/stet/psd2/v1.6.2/accounts?page=2");
  EXPECT_EQ(resolved(base, "https://other.example/a")->host, "other.example");
  EXPECT_EQ(resolved(base, "//other.example/a")->host, "other.example");
  EXPECT_EQ(resolved(base, "")->target, base.target);
  EXPECT_EQ(resolved(base, "/a?from=2026-11-01T00:00:00")->target, "/a?from=2026-11-01T00:00:00");
  EXPECT_FALSE(resolved(base, "javascript:alert(1)"));
  EXPECT_FALSE(resolved(base, "/a\r\nX: y"));
}

TEST(Url, knows_this_machine) {
  EXPECT_TRUE(is_loopback(*parse_url("http://127.0.0.1:8085/callback")));
  EXPECT_TRUE(is_loopback(*parse_url("http://[::1]/")));
  EXPECT_FALSE(is_loopback(*parse_url("https://myAPP.fr/")));
  EXPECT_FALSE(is_loopback(*parse_url("http://127.bank.example/")));
  EXPECT_FALSE(is_loopback(*parse_url("http://127.0.0.1.bank.example/")));
}

}  // namespace
}  // namespace guichet::client
