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
Census play_many(std::uint64_t sequences, Shelf& shelf) {
  const std::uint64_t first = from_environment("GUICHET_PROPERTY_SEED", 1);
  const std::uint64_t count = from_environment("GUICHET_PROPERTY_SEQUENCES", sequences);
  Census census;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Sequence sequence = random_sequence(seed);
    if (!play(sequence, shelf, &census)) continue;
    ADD_FAILURE() << account_of(shrunk(sequence, shelf), shelf);
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

class ShelfInMemory final : public Shelf {
 public:
  Books emptied() override {
    store_ = std::make_unique<store::MemoryStore>();
    return books_of(*store_);
  }
  Books reopened() override { return books_of(*store_); }

 private:
  std::unique_ptr<store::MemoryStore> store_;
};

/// A file that is opened anew with every restart. Little of it is kept in memory, so that what is
/// asked for must often be read.
class ShelfInSqlite final : public Shelf {
 public:
  Books emptied() override {
    if (!store_) open();
    std::promise<bool> emptied;
    store_->reset(false, [&](Outcome<void> done) { emptied.set_value(done.has_value()); });
    if (!emptied.get_future().get()) throw std::runtime_error("the store was not emptied");
    return books_of(*store_);
  }
  Books reopened() override {
    open();
    return books_of(*store_);
  }

 private:
  void open() {
    store_.reset();
    store::SqliteSettings settings;
    settings.grants_in_memory = 1;
    settings.consents_in_memory = 1;
    auto store = store::SqliteStore::open(folder_.path() / "guichet.db", settings);
    if (!store) throw std::runtime_error(store.error().detail);
    store_ = *std::move(store);
  }

  Folder folder_;
  std::unique_ptr<store::SqliteStore> store_;
};

TEST(Sequences, are_answered_as_the_rules_say_from_memory) {
  ShelfInMemory shelf;
  const Census census = play_many(10'000, shelf);
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

TEST(Sequences, are_answered_as_the_rules_say_from_sqlite_and_after_restarts) {
  ShelfInSqlite shelf;
  const Census census = play_many(40, shelf);
  EXPECT_GT(census.at("restart"), 0u);
}

}  // namespace
}  // namespace guichet::properties
