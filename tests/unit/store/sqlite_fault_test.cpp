// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <future>

#include "faulty_disk.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;
const QuotaKey balances{"17515", "PSDFR-ACPR-13807", "lea", "*", "balances"};
const ConsentKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

Consent consent_to(std::string iban) {
  Consent consent;
  consent.balances = {std::move(iban)};
  return consent;
}

/// A TPP whose seal fills the log up to the next checkpoint.
EnrolledTpp heavy_tpp() {
  EnrolledTpp tpp;
  tpp.client_id = "PSDFR-ACPR-1";
  tpp.seals = {std::string(std::size_t{10} << 20, 'x')};
  return tpp;
}

struct SqliteFaults : ::testing::Test {
  void TearDown() override { let_disk(Fault::none); }

  void open() {
    store = opened(folder / "guichet.db",
                   {.on_fatal = [this](const std::string& why) { fatal.set_value(why); },
                    .file_layer = faulty_disk()});
  }

  void expect_told() {
    auto why = fatal.get_future();
    ASSERT_EQ(why.wait_for(20s), std::future_status::ready);
    EXPECT_FALSE(why.get().empty());
  }

  void expect_refused_for_good() {
    EXPECT_FALSE(store->is_writable());
    EXPECT_EQ(take_unit(store->quota(), balances, monday).error().code, Code::store_unavailable);
    EXPECT_EQ(recall(store->grants(), 10).error().code, Code::store_unavailable);
    EXPECT_EQ(consent_now(store->consents(), leas).error().code, Code::store_unavailable);
    EXPECT_EQ(consents_ever(store->consents(), leas).error().code, Code::store_unavailable);
  }

  TemporaryFolder folder;
  std::promise<std::string> fatal;
  std::unique_ptr<SqliteStore> store;
};

class SqliteDiskTrouble : public SqliteFaults, public ::testing::WithParamInterface<Fault> {};
INSTANTIATE_TEST_SUITE_P(Faults, SqliteDiskTrouble,
                         ::testing::Values(Fault::full, Fault::write_error));

TEST_P(SqliteDiskTrouble,
       writes_are_refused_nothing_changes_and_it_heals_by_itself) {  // rows 253, 254
  open();
  connect(store->grants(), 1, 10);
  ASSERT_TRUE(put_consent(store->consents(), leas, consent_to("A")).has_value());
  let_disk(GetParam());
  EXPECT_EQ(take_unit(store->quota(), balances, monday).error().code, Code::store_unavailable);
  EXPECT_EQ(put_consent(store->consents(), leas, consent_to("B")).error().code,
            Code::store_unavailable);
  EXPECT_EQ(renew(store->grants(), 11, 20).error().code, Code::store_unavailable);
  EXPECT_EQ(revoke(store->grants(), 10).error().code, Code::store_unavailable);
  EXPECT_FALSE(store->is_writable());
  EXPECT_EQ(consent_now(store->consents(), leas)->consent, consent_to("A"));
  EXPECT_TRUE(is_live(store->grants(), 10));

  let_disk(Fault::none);
  EXPECT_EQ(take_unit(store->quota(), balances, monday)->number, 1);
  EXPECT_TRUE(store->is_writable());
  EXPECT_EQ(put_consent(store->consents(), leas, consent_to("C"))->version, 2U);
  EXPECT_FALSE(is_live(store->grants(), 20));
}

TEST_P(SqliteDiskTrouble, the_store_finds_out_without_traffic_that_writes_work_again) {
  open();
  let_disk(GetParam());
  EXPECT_FALSE(take_unit(store->quota(), balances, monday).has_value());
  ASSERT_FALSE(store->is_writable());
  let_disk(Fault::none);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!store->is_writable() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  EXPECT_TRUE(store->is_writable());
}

TEST_F(SqliteFaults, a_disk_too_full_for_a_checkpoint_costs_nothing_but_a_longer_log) {
  open();
  const auto file = folder / "guichet.db";
  let_disk(Fault::database_full);
  ASSERT_TRUE(enrol(store->tpps(), heavy_tpp()).has_value());
  EXPECT_EQ(take_unit(store->quota(), balances, monday)->number, 1);
  EXPECT_TRUE(store->is_writable());
  EXPECT_LT(std::filesystem::file_size(file), std::uintmax_t{1} << 20);
  let_disk(Fault::none);
  ASSERT_TRUE(enrol(store->tpps(), heavy_tpp()).has_value());
  EXPECT_EQ(take_unit(store->quota(), balances, monday)->number, 2);
  EXPECT_GT(std::filesystem::file_size(file), std::uintmax_t{10} << 20);
  EXPECT_EQ(everyone(store->tpps()).at(0).seals, heavy_tpp().seals);
}

TEST_F(SqliteFaults, a_failed_read_is_no_verdict_on_a_token) {
  open();
  let_disk(Fault::read_error);
  EXPECT_EQ(recall(store->grants(), 10).error().code, Code::store_unavailable);
}

TEST_F(SqliteFaults,
       after_one_failed_sync_of_the_log_nothing_is_acknowledged_any_more) {  // row 255
  open();
  connect(store->grants(), 1, 10);
  ASSERT_TRUE(put_consent(store->consents(), leas, consent_to("A")).has_value());
  let_disk(Fault::log_sync_once);
  EXPECT_EQ(take_unit(store->quota(), balances, monday).error().code, Code::store_unavailable);
  expect_told();
  expect_refused_for_good();

  store.reset();
  fatal = {};
  open();
  EXPECT_TRUE(is_live(store->grants(), 10));
  EXPECT_EQ(consent_now(store->consents(), leas)->consent, consent_to("A"));
  EXPECT_GE(take_unit(store->quota(), balances, monday)->number, 1);
}

TEST_F(SqliteFaults, a_failed_sync_of_a_checkpoint_keeps_the_log_and_ends_the_store) {
  open();
  ASSERT_TRUE(put_consent(store->consents(), leas, consent_to("A")).has_value());
  let_disk(Fault::database_sync_once);
  ASSERT_TRUE(enrol(store->tpps(), heavy_tpp()).has_value());
  expect_told();
  expect_refused_for_good();

  store.reset();
  EXPECT_GT(std::filesystem::file_size(folder / "guichet.db-wal"), std::uintmax_t{10} << 20);
  fatal = {};
  open();
  EXPECT_EQ(consent_now(store->consents(), leas)->consent, consent_to("A"));
  EXPECT_EQ(everyone(store->tpps()).at(0).seals, heavy_tpp().seals);
}

}  // namespace
}  // namespace guichet::store
