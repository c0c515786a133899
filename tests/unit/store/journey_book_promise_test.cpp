// SPDX-License-Identifier: Apache-2.0
#include <atomic>

#include "stores.hpp"

namespace guichet::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

JourneyKey of(std::uint64_t number) { return {"17515", hash_of(number)}; }
const SecretHash here = hash_of(1'000'001);
const SecretHash there = hash_of(1'000'002);

template <class Store>
struct JourneyBookPromise : ::testing::Test {
  bool open(JourneyKey key, std::string content, SecretHash source = here, Instant at = noon) {
    return answer_to<void>([&](auto done) {
             store.journeys.open(key, source, std::move(content), at, std::move(done));
           })
        .has_value();
  }
  Outcome<KeptJourney> find(JourneyKey key) {
    return answer_to<KeptJourney>([&](auto done) { store.journeys.find(key, std::move(done)); });
  }
  bool change(JourneyKey key, std::uint64_t version, std::string content) {
    return answer_to<bool>([&](auto done) {
             store.journeys.change(key, version, std::move(content), std::move(done));
           })
        .value();
  }
  Store store;
};
TYPED_TEST_SUITE(JourneyBookPromise, AllStores);

TYPED_TEST(JourneyBookPromise, a_journey_is_found_as_it_was_kept_and_at_its_own_bank_only) {
  EXPECT_TRUE(this->open(of(1), "identify"));
  EXPECT_EQ(this->find(of(1))->content, "identify");
  EXPECT_EQ(this->find(of(1))->version, 1U);
  EXPECT_EQ(this->find({"11315", hash_of(1)}).error().code, Code::page_session_unknown);
  EXPECT_EQ(this->find(of(2)).error().code, Code::page_session_unknown);
}

TYPED_TEST(JourneyBookPromise, a_change_counts_for_the_version_it_was_made_of) {
  this->open(of(1), "identify");
  EXPECT_TRUE(this->change(of(1), 1, "prove"));
  EXPECT_FALSE(this->change(of(1), 1, "ended"));
  EXPECT_EQ(this->find(of(1))->content, "prove");
  EXPECT_EQ(this->find(of(1))->version, 2U);
  EXPECT_FALSE(this->change(of(9), 1, "prove")) << "there is no such journey";
}

TYPED_TEST(JourneyBookPromise, of_many_changes_at_once_one_counts) {
  this->open(of(1), "identify");
  std::atomic<int> counted = 0;
  in_parallel(8, [&](int number) {
    if (this->change(of(1), 1, std::to_string(number))) ++counted;
  });
  EXPECT_EQ(counted, 1);
  EXPECT_EQ(this->find(of(1))->version, 2U);
}

TYPED_TEST(JourneyBookPromise, row_138_a_source_has_a_thousand_and_its_oldest_goes_first) {
  this->open(of(1), "of another source", there);
  this->open(of(2), "the oldest");
  for (std::uint64_t next = 3; next < 1'003; ++next)
    EXPECT_TRUE(this->open(of(next), "x", here, noon + std::chrono::milliseconds(next)));
  EXPECT_FALSE(this->find(of(2)).has_value());
  EXPECT_TRUE(this->find(of(1)).has_value());
  EXPECT_TRUE(this->find(of(3)).has_value());
}

TYPED_TEST(JourneyBookPromise, nothing_is_left_after_a_reset) {
  this->open(of(1), "identify");
  this->store.reset(true);
  EXPECT_FALSE(this->find(of(1)).has_value());
}

TEST(JourneyBook, row_138_above_the_bound_new_ones_are_refused_until_others_are_ten_minutes_old) {
  const TemporaryFolder folder;
  const auto store =
      opened(folder / "guichet.db", {.journeys = {.of_a_source = 1'000, .of_all = 20}});
  const auto open = [&](std::uint64_t number, Instant at) {
    return answer_to<void>([&](auto done) {
      store->journeys().open(of(number), hash_of(number), "x", at, std::move(done));
    });
  };
  for (std::uint64_t number = 0; number < 20; ++number) EXPECT_TRUE(open(number, noon).has_value());
  EXPECT_EQ(open(20, noon + minutes(9)).error().code, Code::page_too_many);
  EXPECT_TRUE(open(21, noon + minutes(10)).has_value());
}

TEST(JourneyBook, journeys_outlive_the_process_and_go_after_a_day) {
  const TemporaryFolder folder;
  const auto find = [](SqliteStore& store) {
    return answer_to<KeptJourney>([&](auto done) { store.journeys().find(of(1), std::move(done)); })
        .has_value();
  };
  const auto open = [](SqliteStore& store, std::uint64_t number, Instant at) {
    return answer_to<void>([&](auto done) {
             store.journeys().open(of(number), here, "x", at, std::move(done));
           })
        .has_value();
  };
  EXPECT_TRUE(open(*opened(folder / "guichet.db"), 1, noon));
  const auto again = opened(folder / "guichet.db");
  EXPECT_TRUE(find(*again));
  for (std::uint64_t number = 2; number < 5; ++number)
    EXPECT_TRUE(open(*again, number, noon + hours(25)));
  EXPECT_FALSE(find(*again));
}

}  // namespace
}  // namespace guichet::store
