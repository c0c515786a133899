// SPDX-License-Identifier: Apache-2.0
#include "record/inspector.hpp"

#include <gtest/gtest.h>

namespace guichet::record {
namespace {

Inspection request_named(const std::string& x_request_id) {
  Inspection inspection;
  inspection.event.x_request_id = x_request_id;
  return inspection;
}

TEST(Inspector, gives_the_newest_request_first) {
  Inspector inspector;
  inspector.keep(request_named("one"));
  inspector.keep(request_named("two"));
  const auto recent = inspector.recent("");
  ASSERT_EQ(recent.size(), 2u);
  EXPECT_EQ(recent.front().event.x_request_id, "two");
}

TEST(Inspector, finds_a_request_by_its_id) {
  Inspector inspector;
  inspector.keep(request_named("one"));
  inspector.keep(request_named("two"));
  EXPECT_EQ(inspector.recent("one").size(), 1u);
  EXPECT_TRUE(inspector.recent("three").empty());
}

TEST(Inspector, row_218_counts_the_calls_of_a_tpp_with_an_address_that_nobody_has) {
  Inspector inspector(1);
  for (const bool suspect : {true, false, true}) {
    Inspection inspection = request_named("one");
    inspection.event.tpp = "PSDFR-ACPR-13807";
    inspection.event.psu_ip_suspect = suspect;
    inspector.keep(std::move(inspection));
  }
  EXPECT_EQ(inspector.psu_ip_suspects("PSDFR-ACPR-13807"), 2u);
  EXPECT_EQ(inspector.psu_ip_suspects("PSDFR-ACPR-99999"), 0u);
  inspector.clear();
  EXPECT_EQ(inspector.psu_ip_suspects("PSDFR-ACPR-13807"), 0u);
}

TEST(Inspector, forgets_the_oldest_when_full) {
  Inspector inspector(2);
  for (const char* id : {"one", "two", "three"}) inspector.keep(request_named(id));
  EXPECT_TRUE(inspector.recent("one").empty());
  EXPECT_EQ(inspector.recent("").size(), 2u);
}

}  // namespace
}  // namespace guichet::record
