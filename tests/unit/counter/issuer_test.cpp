// SPDX-License-Identifier: Apache-2.0
#include "counter/issuer.hpp"

#include <gtest/gtest.h>

namespace guichet::counter {
namespace {

constexpr std::string_view first = "https://www.17515.live.api.localhost:8443";

std::string asked(message::Door door, std::string_view host) {
  message::Request request;
  request.door = door;
  request.headers.add("Host", std::string(host));
  return issuer_asked(request, first);
}

TEST(Issuer, is_of_the_host_that_was_asked) {
  for (const std::string_view host :
       {"www.17515.live.api.caisse-epargne.fr:8443", "www.17515.live.api.89c3.com",
        "www.17515.live.api.localhost:8443", "localhost:8443", "[::1]:8443"})
    EXPECT_EQ(asked(message::Door::api, host), "https://" + std::string(host));
}

TEST(Issuer, is_in_lower_case_whatever_the_host_was_written_in) {
  EXPECT_EQ(asked(message::Door::api, "WWW.17515.live.api.89C3.com"),
            "https://www.17515.live.api.89c3.com");
}

TEST(Issuer, of_a_page_of_the_web_port_is_the_same_name_at_the_port_of_the_api) {
  for (const std::string_view port : {"", ":8080", ":8443"})
    EXPECT_EQ(asked(message::Door::web, "www.17515.live.api.caisse-epargne.fr" + std::string(port)),
              "https://www.17515.live.api.caisse-epargne.fr:8443");
}

TEST(Issuer, of_a_page_by_a_loopback_name_is_the_establishments_first) {
  for (const std::string_view host :
       {"127.0.0.1:8080", "localhost:8080", "[::1]:8080", "[::1]", "127.0.0.2:8080"})
    EXPECT_EQ(asked(message::Door::web, host), first);
}

}  // namespace
}  // namespace guichet::counter
