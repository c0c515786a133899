// SPDX-License-Identifier: Apache-2.0
#include "message/response.hpp"

#include <gtest/gtest.h>

namespace guichet::message {
namespace {

TEST(ReasonPhrase, is_that_of_rfc_9110) {
  EXPECT_STREQ(reason_of(200), "OK");
  EXPECT_STREQ(reason_of(201), "Created");
  EXPECT_STREQ(reason_of(204), "No Content");
  EXPECT_STREQ(reason_of(303), "See Other");
  EXPECT_STREQ(reason_of(401), "Unauthorized");
  EXPECT_STREQ(reason_of(413), "Content Too Large");
  EXPECT_STREQ(reason_of(421), "Misdirected Request");
  EXPECT_STREQ(reason_of(429), "Too Many Requests");
  EXPECT_STREQ(reason_of(431), "Request Header Fields Too Large");
  EXPECT_STREQ(reason_of(505), "HTTP Version Not Supported");
}

TEST(ReasonPhrase, of_a_status_nobody_defined_is_unknown) {
  EXPECT_STREQ(reason_of(299), "Unknown");
  EXPECT_STREQ(reason_of(0), "Unknown");
}

}  // namespace
}  // namespace guichet::message
