// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "store/sqlite/migrations.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;
using ::testing::Test;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;
const QuotaKey balances{"17515", "PSDFR-ACPR-13807", "lea", "*", "balances"};
const ConsentKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

/// Puts `bytes` over those at `offset`.
void overwrite(const std::filesystem::path& file, std::size_t offset, const std::string& bytes) {
  std::string content = bytes_of(file);
  content.replace(offset, bytes.size(), bytes);
  write_bytes(file, content);
}

/// Why `file` is not opened: one line with its name.
std::string refusal_of(const std::filesystem::path& file) {
  const auto store = SqliteStore::open(file, {});
  if (store) return "opened";
  EXPECT_EQ(store.error().code, Code::store_unavailable);
  EXPECT_EQ(store.error().detail.find('\n'), std::string::npos);
  EXPECT_NE(store.error().detail.find(file.filename().string()), std::string::npos)
      << store.error().detail;
  return store.error().detail;
}

::testing::AssertionResult says(const std::string& text, const std::string& words) {
  if (text.find(words) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << '"' << text << "\" does not say \"" << words << '"';
}

Consent consent_number(int number) {
  Consent consent;
  consent.balances = {"FR" + std::to_string(number)};
  return consent;
}

struct SqliteOpening : Test {
  TemporaryFolder folder;
  std::filesystem::path file = folder / "guichet.db";

  void make_database() {
    const auto store = opened(file);
    for (int number = 1; number <= 200; ++number) {
      const ConsentKey key{"17515", "psu-" + std::to_string(number), "PSDFR-ACPR-13807"};
      ASSERT_TRUE(put_consent(store->consents(), key, consent_number(number)).has_value());
    }
  }

  /// A copy of a running store's files after `versions` commits, as a crash would leave them.
  std::filesystem::path crashed_copy(int versions) {
    const auto store = opened(file);
    for (int number = 1; number <= versions; ++number)
      EXPECT_TRUE(put_consent(store->consents(), leas, consent_number(number)).has_value());
    std::filesystem::copy_file(file, folder / "copy.db");
    std::filesystem::copy_file(folder / "guichet.db-wal", folder / "copy.db-wal");
    return folder / "copy.db";
  }
};

TEST_F(SqliteOpening, everything_acknowledged_is_there_after_closing_and_opening) {
  {
    const auto store = opened(file);
    connect(store->grants(), 1, 10);
    ASSERT_TRUE(renew(store->grants(), 11, 20).has_value());
    ASSERT_TRUE(keep_code(store->grants(), code_of(2)).has_value());
    ASSERT_TRUE(put_consent(store->consents(), leas, consent_number(1)).has_value());
    ASSERT_TRUE(put_consent(store->consents(), leas, consent_number(2)).has_value());
    for (int unit = 0; unit < 4; ++unit)
      ASSERT_TRUE(take_unit(store->quota(), balances, monday).has_value());
    EnrolledTpp tpp;
    tpp.client_id = lea().tpp;
    ASSERT_TRUE(enrol(store->tpps(), tpp).has_value());
  }
  const auto store = opened(file);
  EXPECT_FALSE(is_live(store->grants(), 10));
  ASSERT_TRUE(is_live(store->grants(), 20));
  EXPECT_EQ(recall(store->grants(), 20)->certificate_thumbprint, std::string(64, 'b'));
  EXPECT_TRUE(take_code(store->grants(), 2).has_value());
  EXPECT_EQ(consent_now(store->consents(), leas)->version, 2U);
  EXPECT_EQ(consent_now(store->consents(), leas)->consent, consent_number(2));
  EXPECT_EQ(consents_ever(store->consents(), leas)->size(), 2U);
  EXPECT_EQ(take_unit(store->quota(), balances, monday).error().code, Code::quota_used_up);
  EXPECT_EQ(everyone(store->tpps()).size(), 1U);
}

TEST_F(SqliteOpening, a_used_code_stays_used_and_still_kills_its_pair_after_a_restart) {  // row 251
  {
    connect(opened(file)->grants(), 1, 10);
  }
  const auto store = opened(file);
  ASSERT_TRUE(is_live(store->grants(), 10));
  EXPECT_FALSE(take_code(store->grants(), 1).has_value());
  EXPECT_FALSE(is_live(store->grants(), 10));
}

TEST_F(SqliteOpening, what_waits_when_the_store_is_closed_is_still_done) {
  std::vector<std::future<bool>> answers;
  {
    const auto store = opened(file);
    for (int number = 0; number < 100; ++number) {
      std::promise<bool> promise;
      answers.push_back(promise.get_future());
      store->consents().put(
          leas, consent_number(number), std::nullopt, noon,
          [promise = std::move(promise)](Outcome<ConsentVersion> version) mutable {
            promise.set_value(version.has_value());
          });
    }
  }
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
  EXPECT_EQ(consent_now(opened(file)->consents(), leas)->version, 100U);
}

TEST_F(SqliteOpening, no_one_else_may_read_the_files) {
  const auto store = opened(file);
  ASSERT_TRUE(put_consent(store->consents(), leas, {}).has_value());
  for (const char* name : {"guichet.db", "guichet.db-wal", "guichet.db-shm", "guichet.db.lock"}) {
    const auto rights = std::filesystem::status(folder / name).permissions();
    EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << name;
  }
}

TEST_F(SqliteOpening, a_second_process_is_refused_and_told_the_first_ones_number) {
  {
    const auto first = opened(file);
    EXPECT_TRUE(
        says(refusal_of(file), "in use by another guichet (pid " + std::to_string(getpid()) + ")"));
  }
  EXPECT_EQ(refusal_of(file), "opened");
}

TEST_F(SqliteOpening, a_newer_schema_is_refused) {
  make_database();
  overwrite(file, 60, std::string("\0\0\0\x63", 4));  // user_version
  EXPECT_TRUE(says(refusal_of(file), "its schema is number 99"));
}

TEST_F(SqliteOpening, a_step_of_the_schema_that_was_changed_is_refused) {
  make_database();
  const std::string checksum = migration_files().front().checksum();
  const std::size_t at = bytes_of(file).find(checksum);
  ASSERT_NE(at, std::string::npos);
  overwrite(file, at, "0123456789abcdef");
  EXPECT_TRUE(says(refusal_of(file), "0001_first_books.sql"));
}

TEST_F(SqliteOpening, a_file_that_is_no_database_is_refused_and_left_alone) {
  write_bytes(file, std::string(10'000, 'x'));
  EXPECT_TRUE(says(refusal_of(file), "not a database"));
  EXPECT_EQ(bytes_of(file), std::string(10'000, 'x'));
}

TEST_F(SqliteOpening, the_database_of_another_program_is_refused_and_left_alone) {
  make_database();
  for (const std::string& mark : {std::string("OTHR"), std::string(4, '\0')}) {
    overwrite(file, 68, mark);  // application_id
    const std::string before = bytes_of(file);
    EXPECT_TRUE(says(refusal_of(file), "belongs to another program"));
    EXPECT_EQ(bytes_of(file), before);
  }
}

TEST_F(SqliteOpening, a_damaged_page_is_refused) {  // row 257
  make_database();
  const std::size_t pages = std::filesystem::file_size(file) / 4096;
  for (std::size_t page = 2; page < pages; ++page) {
    const std::string content = bytes_of(file);
    overwrite(file, page * 4096, std::string(4096, '\x5a'));
    EXPECT_TRUE(says(refusal_of(file), "restore a backup")) << "page " << page + 1;
    write_bytes(file, content);
  }
  EXPECT_EQ(refusal_of(file), "opened");
}

TEST_F(SqliteOpening, a_file_that_was_cut_short_is_refused) {
  make_database();
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  EXPECT_TRUE(says(refusal_of(file), "restore a backup"));
}

TEST_F(SqliteOpening, a_folder_that_does_not_exist_is_named) {
  EXPECT_TRUE(says(refusal_of(folder / "nowhere" / "guichet.db"), "make its folder"));
}

TEST_F(SqliteOpening, row_256_a_torn_end_of_the_log_costs_the_last_commit_only_and_is_told) {
  const auto copy = crashed_copy(10);
  std::filesystem::resize_file(folder / "copy.db-wal",
                               std::filesystem::file_size(folder / "copy.db-wal") - 100);
  std::vector<std::string> told;
  const auto store =
      opened(copy, {.on_torn_end = [&told](const std::string& what) { told.push_back(what); }});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(says(told.front(), "copy.db-wal ends in the middle of a commit"));
  EXPECT_EQ(consent_now(store->consents(), leas)->version, 9U);
  EXPECT_EQ(consent_now(store->consents(), leas)->consent, consent_number(9));
  EXPECT_EQ(put_consent(store->consents(), leas, consent_number(10))->version, 10U);
}

TEST_F(SqliteOpening, a_last_commit_of_which_a_part_never_reached_the_disk_is_no_damage) {
  const auto copy = crashed_copy(10);
  const auto log = folder / "copy.db-wal";
  overwrite(log, std::filesystem::file_size(log) - 4096, std::string(2048, '\0'));
  EXPECT_EQ(consent_now(opened(copy)->consents(), leas)->version, 9U);
}

TEST_F(SqliteOpening, a_whole_log_is_replayed) {
  const auto store = opened(crashed_copy(10), {.on_torn_end = [](const std::string& what) {
                              ADD_FAILURE() << what << ", in a whole log";
                            }});
  EXPECT_EQ(consent_now(store->consents(), leas)->version, 10U);
}

TEST_F(SqliteOpening,
       a_flipped_bit_in_the_middle_of_the_log_is_refused_with_its_place) {  // row 257
  const auto copy = crashed_copy(50);
  const auto log = folder / "copy.db-wal";
  const std::size_t middle_frame = 32 + std::filesystem::file_size(log) / 4120 / 2 * 4120;
  std::string content = bytes_of(log);
  content[middle_frame + 24 + 1000] ^= 1;
  write_bytes(log, content);
  EXPECT_TRUE(says(refusal_of(copy), "damaged at byte " + std::to_string(middle_frame)));
}

TEST_F(SqliteOpening, frames_left_from_an_earlier_run_of_the_log_are_no_damage) {
  {
    const auto store = opened(file);
    EnrolledTpp heavy;
    heavy.client_id = "PSDFR-ACPR-1";
    for (const char letter : {'a', 'b', 'c'}) {  // each fills the log up to a checkpoint
      heavy.seals = {std::string(std::size_t{10} << 20, letter)};
      ASSERT_TRUE(enrol(store->tpps(), heavy).has_value());
    }
    for (int number = 1; number <= 5; ++number)
      ASSERT_TRUE(put_consent(store->consents(), leas, consent_number(number)).has_value());
    std::filesystem::copy_file(file, folder / "copy.db");
    std::filesystem::copy_file(folder / "guichet.db-wal", folder / "copy.db-wal");
  }
  const auto store = opened(folder / "copy.db");
  EXPECT_EQ(consent_now(store->consents(), leas)->version, 5U);
  EXPECT_EQ(everyone(store->tpps()).at(0).seals.at(0).front(), 'c');
}

TEST_F(SqliteOpening, quota_is_forgotten_after_forty_days) {
  const auto store = opened(file);
  const auto day = [](int days) {
    return ParisDay(std::chrono::sys_days(monday) + std::chrono::days(days));
  };
  ASSERT_TRUE(take_unit(store->quota(), balances, monday).has_value());
  ASSERT_TRUE(take_unit(store->quota(), balances, day(40)).has_value());
  EXPECT_EQ(take_unit(store->quota(), balances, monday)->number, 2);
  ASSERT_TRUE(take_unit(store->quota(), balances, day(41)).has_value());
  EXPECT_EQ(take_unit(store->quota(), balances, monday)->number, 1);
}

TEST_F(SqliteOpening, codes_are_forgotten_an_hour_after_their_end) {
  const auto store = opened(file);
  ASSERT_TRUE(keep_code(store->grants(), code_of(1)).has_value());
  ASSERT_FALSE(take_code(store->grants(), 2, noon + 60min).has_value());
  EXPECT_EQ(keep_code(store->grants(), code_of(1)).error().code, Code::internal);
  ASSERT_FALSE(take_code(store->grants(), 2, noon + 62min).has_value());
  EXPECT_TRUE(keep_code(store->grants(), code_of(1)).has_value());
}

TEST_F(SqliteOpening, a_census_counts_what_is_live_at_its_instant) {
  const auto store = opened(file);
  const auto census = [&](Instant now) {
    return answer_to<Census>([&](auto done) { store->census(now, std::move(done)); }).value();
  };
  connect(store->grants(), 1, 10);
  for (int unit = 0; unit < 3; ++unit)
    ASSERT_TRUE(take_unit(store->quota(), balances, monday).has_value());
  EXPECT_EQ(census(noon).access_tokens, 1);
  EXPECT_EQ(census(noon).refresh_tokens, 1);
  EXPECT_EQ(census(noon).quota_units, 3);
  connect(store->grants(), 2, 20, GrantKey{"17515", {}, lea().tpp, "registration"});
  EXPECT_EQ(census(noon).access_tokens, 2);
  EXPECT_EQ(census(noon).refresh_tokens, 1) << "a grant of no customer has none";
  EXPECT_EQ(census(noon + access_token_lifetime).access_tokens, 0);
  EXPECT_EQ(census(noon + sca_validity).refresh_tokens, 0);
  EXPECT_EQ(census(noon + 24h).quota_units, 0);
}

TEST_F(SqliteOpening, a_small_memory_changes_no_answer) {
  const auto store = opened(file, {.grants_in_memory = 1, .consents_in_memory = 1});
  for (std::uint64_t number = 0; number < 300; ++number) {
    const GrantKey key{"17515", "psu-" + std::to_string(number), lea().tpp, "aisp"};
    connect(store->grants(), 10'000 + number, 2 * number, key);
    const ConsentKey consent{"17515", key.psu, key.tpp};
    ASSERT_TRUE(put_consent(store->consents(), consent, consent_number(static_cast<int>(number)))
                    .has_value());
  }
  for (std::uint64_t number = 0; number < 300; ++number) {
    const std::string psu = "psu-" + std::to_string(number);
    EXPECT_EQ(recall(store->grants(), 2 * number)->key.psu, psu);
    EXPECT_EQ(consent_now(store->consents(), {"17515", psu, lea().tpp})->consent,
              consent_number(static_cast<int>(number)));
  }
}

}  // namespace
}  // namespace guichet::store
