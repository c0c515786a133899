// SPDX-License-Identifier: Apache-2.0
//
// Random customers, consents, calls and clock moves: what the product answers is what the rules
// say. A sequence follows from its seed; GUICHET_PROPERTY_SEED (the first seed) and
// GUICHET_PROPERTY_SEQUENCES (how many) in the environment ask for others, or for more.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <stdexcept>

#include "play.hpp"
#include "store/memory/memory_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace guichet::properties {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

template <class Store>
Books books_of(Store& store) {
  return {store.grants(), store.consents(), store.quota(), store.withdrawal()};
}

/// Plays `sequences` of them, or as many as the environment says; gives what happened.
Census play_many(std::uint64_t sequences, const EmptyBooks& books) {
  const std::uint64_t first = from_environment("GUICHET_PROPERTY_SEED", 1);
  const std::uint64_t count = from_environment("GUICHET_PROPERTY_SEQUENCES", sequences);
  Census census;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Sequence sequence = random_sequence(seed);
    if (!play(sequence, books, &census)) continue;
    ADD_FAILURE() << account_of(shrunk(sequence, books), books);
    break;
  }
  return census;
}

/// A folder of its own that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "guichet-rules-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(Sequences, are_answered_as_the_rules_say_from_memory) {
  std::unique_ptr<store::MemoryStore> store;
  const Census census = play_many(10'000, [&] {
    store = std::make_unique<store::MemoryStore>();
    return books_of(*store);
  });
  // Of everything that can come of a read there was a lot, or little would be shown by this.
  if (census.at("authenticate") < 10'000) return;  // fewer sequences were asked for
  for (const std::string read :
       {"accounts", "balances", "transactions", "details", "overdrafts", "identity"})
    for (const std::string end : {"", " QUOTA", " BACKEND", " invalid_token"})
      EXPECT_GT(census.at(read + end), 100u) << read << end;
  for (const std::string end :
       {"accounts NAAC", "balances CONSENT_MISSING", "balances ACCOUNT_UNKNOWN",
        "transactions PERIOD", "details TRANSACTION_UNKNOWN", "consent CONSENT_REFUSED",
        "consent BACKEND", "identity NAAC", "exchange invalid_grant", "refresh invalid_grant"})
    EXPECT_GT(census.at(end), 100u) << end;
}

TEST(Sequences, are_answered_as_the_rules_say_from_sqlite) {
  const Folder folder;
  auto store = store::SqliteStore::open(folder.path() / "guichet.db", {});
  ASSERT_TRUE(store) << store.error().detail;
  play_many(40, [&] {
    std::promise<void> emptied;
    (*store)->reset(false, [&](Outcome<void> done) {
      EXPECT_TRUE(done);
      emptied.set_value();
    });
    emptied.get_future().wait();
    return books_of(**store);
  });
}

}  // namespace
}  // namespace guichet::properties
