// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "stores.hpp"

namespace guichet::store {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const AccessKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

Access balances_at(Instant at, std::string iban = "FR76A", bool connected = true) {
  return {at, "balances", std::move(iban), connected};
}

std::int64_t total(const std::vector<Access>& accesses) {
  return std::accumulate(accesses.begin(), accesses.end(), std::int64_t{0},
                         [](std::int64_t sum, const Access& access) { return sum + access.count; });
}

template <class Store>
struct AccessBookPromise : ::testing::Test {
  std::vector<Access> all(AccessKey key = leas) { return accesses_of(accesses, key).value(); }
  Store store;
  AccessBook& accesses = store.accesses;
};
TYPED_TEST_SUITE(AccessBookPromise, AllStores);

TYPED_TEST(AccessBookPromise, what_was_just_noted_is_seen_at_once) {
  EXPECT_TRUE(this->all().empty());
  EXPECT_EQ(last_access(this->accesses, leas), std::nullopt);
  this->accesses.note(leas, balances_at(noon + seconds(59)));
  EXPECT_EQ(this->all(), std::vector{balances_at(noon)});
  EXPECT_EQ(last_access(this->accesses, leas), balances_at(noon));
}

TYPED_TEST(AccessBookPromise, accesses_of_one_minute_are_one_line_and_counted) {
  for (const int second : {0, 1, 59}) {
    this->accesses.note(leas, balances_at(noon + seconds(second)));
    EXPECT_EQ(total(this->all()), second == 59 ? 3 : second + 1) << "whether it was read between";
  }
  ASSERT_EQ(this->all().size(), 1U);
  EXPECT_EQ(this->all()[0].count, 3);
}

TYPED_TEST(AccessBookPromise, method_account_presence_and_minute_are_told_apart) {
  const std::vector<Access> newest_first{{noon + minutes(1), "balances", "FR76A", true},
                                         {noon, "accounts", "", true},
                                         {noon, "balances", "FR76A", false},
                                         {noon, "balances", "FR76A", true},
                                         {noon, "balances", "FR76B", true}};
  for (const std::size_t which : {3U, 1U, 4U, 0U, 2U})
    this->accesses.note(leas, newest_first[which]);
  EXPECT_EQ(this->all(), newest_first);
  EXPECT_EQ(last_access(this->accesses, leas), newest_first[0]);
}

TYPED_TEST(AccessBookPromise, each_customer_tpp_and_establishment_has_a_timeline_of_its_own) {
  this->accesses.note(leas, balances_at(noon));
  const AccessKey others[] = {
      {"13807", "lea", leas.tpp}, {"17515", "tom", leas.tpp}, {"17515", "lea", "PSDFR-ACPR-9"}};
  for (const AccessKey& other : others) EXPECT_TRUE(this->all(other).empty());
  for (const AccessKey& other : others) this->accesses.note(other, balances_at(noon));
  for (const AccessKey& other : others) EXPECT_EQ(total(this->all(other)), 1);
  EXPECT_EQ(total(this->all()), 1);
}

TYPED_TEST(AccessBookPromise, pages_are_of_whole_minutes_and_leave_nothing_out) {
  for (int minute = 0; minute < 10; ++minute)
    for (const char* iban : {"FR76A", "FR76B", "FR76C"})
      this->accesses.note(leas, balances_at(noon + minutes(minute), iban));
  std::vector<Access> read;
  Instant before = Instant::max();
  for (int page = 0; page < 4; ++page) {
    const auto lines = accesses_of(this->accesses, leas, before, 7).value();
    ASSERT_EQ(lines.size(), page < 3 ? 9U : 3U);
    before = lines.back().minute;
    read.insert(read.end(), lines.begin(), lines.end());
  }
  EXPECT_EQ(read, this->all());
  EXPECT_TRUE(accesses_of(this->accesses, leas, before, 7)->empty());
  EXPECT_TRUE(accesses_of(this->accesses, leas, Instant::max(), 0)->empty());
}

TYPED_TEST(AccessBookPromise, of_many_threads_every_access_is_counted_once_while_others_read) {
  constexpr int threads = 8;
  constexpr int each = 2'000;
  std::atomic<bool> stop = false;
  std::jthread reader([&] {
    std::int64_t seen = 0;
    while (!stop) {
      const std::int64_t now = total(this->all());
      EXPECT_GE(now, seen) << "an access that was shown does not go again";
      seen = now;
    }
  });
  in_parallel(threads, [&](int thread) {
    for (int i = 0; i < each; ++i)
      this->accesses.note(leas, balances_at(noon + minutes(i % 7), std::to_string(thread % 3)));
  });
  stop = true;
  reader.join();
  EXPECT_EQ(total(this->all()), threads * each);
}

TYPED_TEST(AccessBookPromise, a_reset_forgets_what_is_kept_and_what_was_just_noted) {
  this->accesses.note(leas, balances_at(noon));
  ASSERT_EQ(total(this->all()), 1);
  this->accesses.note(leas, balances_at(noon));
  this->store.reset(true);
  EXPECT_TRUE(this->all().empty());
}

}  // namespace
}  // namespace guichet::store
