// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <chrono>

#include "faulty_disk.hpp"
#include "store/sqlite/connection.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;

const AccessKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

Access balances_at(Instant at) { return {at, "balances", "FR76A", true}; }

struct SqliteAccesses : ::testing::Test {
  void TearDown() override { let_disk(Fault::none); }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "guichet.db";
  std::atomic<std::uint64_t> dropped = 0;
  SqliteSettings settings{.accesses_in_memory = 64,  // one line in each of its parts
                          .on_accesses_dropped = [this](std::uint64_t more) { dropped += more; },
                          .file_layer = faulty_disk()};
};

TEST_F(SqliteAccesses, an_access_comes_to_the_disk_without_anybody_asking) {
  const auto store = opened(file);
  store->accesses().note(leas, balances_at(noon));
  Connection from_outside(file, {});
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (from_outside.number_from("SELECT count(*) FROM data_access") == 0 &&
         std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  EXPECT_EQ(from_outside.number_from("SELECT sum(accesses) FROM data_access"), 1);
}

TEST_F(SqliteAccesses, an_orderly_stop_loses_nothing) {
  constexpr int minutes = 1'000;
  {
    const auto store = opened(file);
    for (int minute = 0; minute < minutes; ++minute)
      store->accesses().note(leas, balances_at(noon + std::chrono::minutes(minute)));
  }
  const auto again = opened(file);
  EXPECT_EQ(accesses_of(again->accesses(), leas, Instant::max(), minutes)->size(),
            std::size_t{minutes});
}

TEST_F(SqliteAccesses, while_the_disk_refuses_accesses_are_held_and_then_written_once) {
  settings.accesses_in_memory = 10'000;
  const auto store = opened(file, settings);
  store->accesses().note(leas, balances_at(noon));
  ASSERT_EQ(last_access(store->accesses(), leas)->count, 1);
  let_disk(Fault::full);
  store->accesses().note(leas, balances_at(noon));
  EXPECT_EQ(accesses_of(store->accesses(), leas).error().code, Code::store_unavailable);
  store->accesses().note(leas, balances_at(noon));
  EXPECT_EQ(accesses_of(store->accesses(), leas).error().code, Code::store_unavailable);
  let_disk(Fault::none);
  EXPECT_EQ(last_access(store->accesses(), leas)->count, 3);
  EXPECT_EQ(dropped, 0U);
}

TEST_F(SqliteAccesses, of_more_than_can_be_held_the_oldest_are_dropped_and_counted) {
  auto store = opened(file, settings);
  let_disk(Fault::full);
  for (int minute = 0; minute < 100; ++minute)
    store->accesses().note(leas, balances_at(noon + std::chrono::minutes(minute)));
  let_disk(Fault::none);
  const auto kept = accesses_of(store->accesses(), leas).value();
  EXPECT_LE(kept.size(), 2U) << "one that was held and one that was on its way";
  EXPECT_EQ(kept.at(0), balances_at(noon + 99min));
  store.reset();
  EXPECT_EQ(dropped, 100 - kept.size());
}

TEST_F(SqliteAccesses, what_the_disk_refuses_at_the_stop_is_counted_as_dropped) {
  auto store = opened(file, settings);
  let_disk(Fault::full);
  store->accesses().note(leas, balances_at(noon));
  store.reset();
  EXPECT_EQ(dropped, 1U);
}

TEST_F(SqliteAccesses, accesses_are_swept_after_thirteen_months) {
  const auto store = opened(file);
  const Instant later = noon + accesses_are_kept;
  for (int minute = 0; minute < 1'000; ++minute)
    store->accesses().note(leas, balances_at(noon - std::chrono::minutes(minute + 1)));
  store->accesses().note(leas, balances_at(noon));
  ASSERT_EQ(accesses_of(store->accesses(), leas, Instant::max(), 2'000)->size(), 1'001U);
  for (int step = 0; step < 10; ++step) {  // some rows at a time
    store->accesses().note(leas, balances_at(later));
    ASSERT_TRUE(last_access(store->accesses(), leas).has_value());
  }
  const auto kept = accesses_of(store->accesses(), leas).value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].count, 10);
  EXPECT_EQ(kept[1].minute, noon);
}

TEST_F(SqliteAccesses, a_snapshot_holds_what_was_noted_before_and_nothing_after) {
  const auto store = opened(file);
  const auto snapshot = folder / "kept.db";
  store->accesses().note(leas, balances_at(noon));
  ASSERT_TRUE(store->save(snapshot, noon).has_value());
  store->accesses().note(leas, balances_at(noon + 1min));
  ASSERT_EQ(accesses_of(store->accesses(), leas)->size(), 2U);
  store->accesses().note(leas, balances_at(noon + 2min));
  ASSERT_TRUE(store->restore(snapshot).has_value());
  EXPECT_EQ(accesses_of(store->accesses(), leas).value(), std::vector{balances_at(noon)});
}

}  // namespace
}  // namespace guichet::store
