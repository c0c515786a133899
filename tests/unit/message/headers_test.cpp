// SPDX-License-Identifier: Apache-2.0
#include "message/headers.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

Headers some_headers() {
  Headers headers;
  headers.add("Accept", "a");
  headers.add("X-Request-ID", "1");
  headers.add("accept", "b");
  headers.add("Empty", "");
  return headers;
}

TEST(Headers, are_found_without_regard_to_case_and_the_first_one_counts) {
  const Headers headers = some_headers();
  EXPECT_EQ(headers.find("ACCEPT"), "a");
  EXPECT_EQ(headers.find("x-request-id"), "1");
  EXPECT_EQ(headers.find("Empty"), "");
  EXPECT_FALSE(headers.find("Accep"));
  EXPECT_FALSE(headers.find(""));
}

TEST(Headers, are_counted_and_joined_in_the_order_of_the_wire) {
  const Headers headers = some_headers();
  EXPECT_EQ(headers.count("Accept"), 2u);
  EXPECT_EQ(headers.count("Host"), 0u);
  EXPECT_EQ(headers.joined("accept"), "a, b");
  EXPECT_EQ(headers.joined("X-Request-ID"), "1");
  EXPECT_EQ(headers.joined("Empty"), "");
  EXPECT_FALSE(headers.joined("Host"));
}

TEST(Headers, keep_their_order_and_the_case_they_were_sent_in) {
  const Headers headers = some_headers();
  ASSERT_EQ(headers.all().size(), 4u);
  EXPECT_EQ(headers.all()[1].name, "X-Request-ID");
  EXPECT_EQ(headers.all()[2].name, "accept");
}

TEST(Headers, names_differ_in_anything_but_the_case_of_ascii_letters) {
  EXPECT_TRUE(same_name("Digest", "dIGEST"));
  EXPECT_FALSE(same_name("Digest", "Digest "));
  EXPECT_FALSE(same_name("a[", "a{"));
  EXPECT_FALSE(same_name("\xc3\x89", "\xc3\xa9"));
}

}  // namespace
}  // namespace guichet::message
