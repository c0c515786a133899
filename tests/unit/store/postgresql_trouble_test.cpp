// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <future>
#include <set>

#include "store/postgresql/inspection.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;

QuotaKey of_psu(std::string psu) {
  return {"17515", "PSDFR-ACPR-13807", std::move(psu), "FR7617515000920400085945890", "balances"};
}

std::future<Outcome<QuotaUnit>> taken(QuotaBook& quota, QuotaKey key) {
  auto promise = std::make_shared<std::promise<Outcome<QuotaUnit>>>();
  quota.take(std::move(key), monday, a_call(),
             [promise](Outcome<QuotaUnit> unit) { promise->set_value(std::move(unit)); });
  return promise->get_future();
}

/// A session beside those of the store, as of another node or an operator.
struct Beside : postgresql::Session {
  Beside() : Session(PostgresqlServer::of_this_process().url(), steady_clock::now() + 2min) {}

  void lock_counter_of(const std::string& psu) {
    ask("BEGIN");
    ask("SELECT 1::bigint FROM batch_access WHERE psu = $1 FOR UPDATE", psu);
  }
};

/// Longer than a key of an index may be, and such that it cannot be compressed.
std::string too_long_for_an_index() {
  std::string text;
  for (std::uint64_t number = 0; number < 300; ++number)
    for (const std::byte byte : hash_of(number))
      text += static_cast<char>('0' + std::to_integer<int>(byte) % 64);
  return text;
}

struct InTrouble : ::testing::Test {
  InPostgresql patient;

  /// Waits for nothing that hangs on the machine, but for a lock only so long, four times.
  std::unique_ptr<PostgresqlStore> waiting_for_locks(std::chrono::milliseconds time) {
    auto patience = whatever_the_machine_does;
    patience.for_lock = time;
    return opened_on_postgresql({.clock = patient.clock, .patience = patience});
  }
};

TEST_F(InTrouble, of_units_asked_for_together_only_those_that_cannot_be_kept_are_refused) {
  QuotaBook& quota = patient.quota;
  ASSERT_TRUE(take_unit(quota, of_psu("first"), monday).has_value());
  Beside other;
  other.lock_counter_of("first");
  // While this one waits the others gather, to be one statement.
  auto waits = taken(quota, of_psu("first"));
  auto good = taken(quota, of_psu("good"));
  auto no_text = taken(quota, of_psu(std::string("no\0text", 7)));
  auto too_long = taken(quota, of_psu(too_long_for_an_index()));
  auto also_good = taken(quota, of_psu("zoe"));
  other.ask("COMMIT");
  EXPECT_TRUE(waits.get().has_value());
  EXPECT_TRUE(good.get().has_value());
  EXPECT_TRUE(also_good.get().has_value());
  EXPECT_EQ(no_text.get().error().code, Code::internal);
  EXPECT_EQ(too_long.get().error().code, Code::internal);
}

TEST_F(InTrouble, row_262_a_unit_in_whose_row_others_are_keeps_no_other_from_being_given) {
  const auto node = waiting_for_locks(200ms);
  QuotaBook& quota = node->quota();
  ASSERT_TRUE(take_unit(quota, of_psu("locked"), monday).has_value());
  Beside other;
  other.lock_counter_of("locked");
  auto first = taken(quota, of_psu("locked"));
  auto second = taken(quota, of_psu("locked"));
  auto not_locked = taken(quota, of_psu("free"));
  EXPECT_TRUE(not_locked.get().has_value());
  EXPECT_EQ(first.get().error().code, Code::store_unavailable);
  EXPECT_EQ(second.get().error().code, Code::store_unavailable);
}

TEST_F(InTrouble, row_262_a_refund_that_finds_others_in_its_row_is_tried_again) {
  const auto node = waiting_for_locks(2s);
  QuotaBook& quota = node->quota();
  ASSERT_TRUE(take_unit(quota, of_psu("locked"), monday).has_value());
  Beside other;
  other.lock_counter_of("locked");
  auto refunded =
      std::async(std::launch::async, [&] { return refund_unit(quota, of_psu("locked"), monday); });
  Beside observer;
  std::set<std::int64_t> tries;
  while (tries.size() < 2 && refunded.wait_for(0s) != std::future_status::ready) {
    const auto rows = observer.ask(
        "SELECT floor(extract(epoch FROM query_start) * 1000000)::bigint FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND query LIKE '%forgotten%'");
    for (int row = 0; row < rows.count(); ++row) tries.insert(rows.number(row, 0));
  }
  other.ask("COMMIT");
  EXPECT_TRUE(refunded.get().has_value());
  EXPECT_EQ(standing_of(quota, of_psu("locked"), monday)->taken, 0);
}

TEST_F(InTrouble, the_mark_of_the_clock_waits_in_no_look_ups_way) {
  const Instant mark{1h};
  ASSERT_TRUE(answer_to<void>([&](auto done) {
                patient.store->keep_clock_mark(mark, std::move(done));
              }).has_value());
  Beside other;
  other.ask("BEGIN");
  other.ask("SELECT 1::bigint FROM clock_mark FOR UPDATE");
  auto kept = std::async(std::launch::async, [&] {
    return answer_to<void>(
        [&](auto done) { patient.store->keep_clock_mark(mark + 1h, std::move(done)); });
  });
  Beside observer;
  const auto is_waited_for = [&] {
    return observer
               .ask(
                   "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                   "AND query LIKE '%clock_mark%'")
               .number(0, 0) > 0;
  };
  while (!is_waited_for()) ASSERT_NE(kept.wait_for(0s), std::future_status::ready);
  EXPECT_TRUE(standing_of(patient.quota, of_psu("anyone"), monday).has_value());
  EXPECT_TRUE(is_waited_for()) << "answered beside it, not after it";
  other.ask("COMMIT");
  EXPECT_TRUE(kept.get().has_value());
}

TEST(Postgresql, a_database_that_no_gateway_has_used_is_told_to_whoever_looks_into_it) {
  std::string empty = PostgresqlServer::of_this_process().url();
  empty.replace(empty.find("/guichet?"), 9, "/template1?");
  const auto counters = postgresql::look_at_counters(empty, {}, 1);
  ASSERT_FALSE(counters.has_value());
  EXPECT_EQ(counters.error().code, Code::internal);
  EXPECT_EQ(counters.error().detail,
            "PostgreSQL: no gateway has used this database; name the one that the gateway uses");
}

}  // namespace
}  // namespace guichet::store
