// SPDX-License-Identifier: Apache-2.0
#include "counter/psu_address.hpp"

#include <gtest/gtest.h>

namespace guichet::counter {
namespace {

TEST(PsuAddress, row_218_of_the_internet_says_that_the_customer_is_there) {
  for (const char* text : {"8.8.8.8", "90.83.1.2", "172.32.0.1", "192.169.0.1", "223.255.255.255",
                           "2a01:e0a::1", "2001:4860:4860::8888", "::ffff:90.83.1.2"}) {
    EXPECT_EQ(judge_psu_address(text), PsuAddress::global) << text;
    EXPECT_TRUE(is_connected(judge_psu_address(text), PsuAddressPolicy::any_valid)) << text;
    EXPECT_TRUE(is_connected(judge_psu_address(text), PsuAddressPolicy::public_only)) << text;
  }
}

TEST(PsuAddress, row_218_that_nobody_has_on_the_internet_is_a_matter_of_policy) {
  for (const char* text :
       {"127.0.0.1",   "192.168.0.1",     "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "169.254.1.1", "100.64.0.1",      "0.0.0.0",  "198.19.0.1", "203.0.113.7",
        "224.0.0.1",   "255.255.255.255", "::1",      "::",         "fe80::1",
        "fd00::1",     "2001:db8::7",     "3fff::1",  "ff02::1",    "::ffff:127.0.0.1"}) {
    EXPECT_EQ(judge_psu_address(text), PsuAddress::suspect) << text;
    EXPECT_TRUE(is_connected(judge_psu_address(text), PsuAddressPolicy::any_valid)) << text;
    EXPECT_FALSE(is_connected(judge_psu_address(text), PsuAddressPolicy::public_only)) << text;
  }
}

TEST(PsuAddress, row_218_that_is_none_says_nothing_of_a_customer) {
  for (const char* text : {"", "x", "999.1.1.1", "unknown", "127.0.0.1, 10.0.0.1", "8.8.8",
                           "8.8.8.8 ", "[2a01::1]", "2a01:e0a::1%eth0"}) {
    EXPECT_EQ(judge_psu_address(text), PsuAddress::none) << text;
    EXPECT_FALSE(is_connected(judge_psu_address(text), PsuAddressPolicy::any_valid)) << text;
  }
}

}  // namespace
}  // namespace guichet::counter
