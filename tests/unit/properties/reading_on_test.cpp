// SPDX-License-Identifier: Apache-2.0
//
// What a TPP relies on that reads a history in parts: the parts are the whole, whatever the
// account, the dates and the references.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <vector>

#include "product.hpp"
#include "store/memory/memory_store.hpp"

namespace guichet::properties {
namespace {

using Entries = std::vector<std::string>;  ///< newest first

/// A TPP with a connected customer, who consented to all he has.
class Reader {
 public:
  explicit Reader(std::uint64_t seed) : dice_(seed), world_(random_world(dice_)) {
    now_ = day_number(2027, 1, 1) * a_day + dice_.between(0, 500 * a_day);
    step_.bank = dice_.index(bank_count);
    step_.customer = dice_.index(customer_count);
    product_.start({store_.grants(), store_.consents(), store_.quota(), store_.withdrawal()},
                   world_, now_);
    for (const std::size_t number : held()) step_.consent.transactions.at(number) = shows(number);
    for (const Act act : {Act::authenticate, Act::exchange, Act::consent}) {
      step_.act = act;
      const Reply reply = answer();
      EXPECT_TRUE(reply.granted) << seed << ' ' << reply.said;
    }
    step_.act = Act::transactions;
  }

  std::vector<std::size_t> readable() const {
    std::vector<std::size_t> numbers = held();
    std::erase_if(numbers, [&](std::size_t number) { return !shows(number); });
    return numbers;
  }

  bool shows(std::size_t number) const {
    const Kin kin = world_.banks.at(step_.bank).customers.at(step_.customer).kin;
    return account(number).eligible && reaches(kin, world_.ibans.at(number));
  }

  const AccountFacts& account(std::size_t number) const {
    return world_.banks.at(step_.bank).accounts.at(number);
  }

  Entries read(std::size_t number, std::optional<Millis> from = {}, std::optional<Millis> to = {}) {
    step_.number = number;
    from_ = from;
    to_ = to;
    const Reply reply = answer();
    EXPECT_TRUE(reply.granted) << reply.said;
    std::istringstream words(reply.said.substr(reply.said.find(':') + 1));
    return {std::istream_iterator<std::string>(words), {}};
  }

  Entries read_after(std::size_t number, const std::string& reference) {
    step_.reference_from = reference;
    Entries entries = read(number);
    step_.reference_from.reset();
    return entries;
  }

  Entries read_up_to(std::size_t number, const std::string& reference) {
    step_.reference_to = reference;
    Entries entries = read(number);
    step_.reference_to.reset();
    return entries;
  }

  Millis random_instant() {
    const Millis oldest = paris_midnight(paris_day(now_) - 62);
    return dice_.percent(50) ? dice_.between(oldest, now_)
                             : paris_midnight(paris_day(now_) - dice_.between(0, 62));
  }

 private:
  const std::vector<std::size_t>& held() const {
    return world_.banks.at(step_.bank).customers.at(step_.customer).accounts;
  }

  Reply answer() {
    Call call{.step = step_, .now = now_, .code = 1, .access = 2, .refresh = 3};
    call.date_from = from_;
    call.date_to = to_;
    return product_.answer(call);
  }

  Dice dice_;
  World world_;
  Millis now_ = 0;
  Step step_;
  std::optional<Millis> from_, to_;
  store::MemoryStore store_;
  Product product_;
};

Entries joined(Entries newer, const Entries& older) {
  newer.insert(newer.end(), older.begin(), older.end());
  return newer;
}

/// Calls `check(reader, account, whole history)` for the accounts of many customers.
template <class Check>
void for_many_accounts(Check check) {
  std::size_t entries = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Reader reader(seed);
    for (const std::size_t number : reader.readable()) {
      const Entries whole = reader.read(number);
      entries += whole.size();
      check(reader, number, whole);
      if (testing::Test::HasFailure()) {
        ADD_FAILURE() << "seed " << seed << " account " << number;
        return;
      }
    }
  }
  EXPECT_GT(entries, 1'000u);
}

TEST(ReadingOn, by_a_date_the_two_parts_are_the_whole_history) {  // row 196
  for_many_accounts([](Reader& reader, std::size_t number, const Entries& whole) {
    const Millis at = reader.random_instant();
    EXPECT_EQ(joined(reader.read(number, at), reader.read(number, {}, at)), whole)
        << written_utc(at);
  });
}

TEST(ReadingOn, by_a_reference_the_two_parts_are_the_whole_history) {  // row 202
  for_many_accounts([](Reader& reader, std::size_t number, const Entries& whole) {
    // Where no entry bears it, all is below it.
    for (const std::string reference : {"R1", "R2", "R3", "STANDING", "UNKNOWN"})
      EXPECT_EQ(joined(reader.read_after(number, reference), reader.read_up_to(number, reference)),
                whole)
          << reference;
  });
}

TEST(ReadingOn, after_a_reference_shows_nothing_that_bears_it) {
  for_many_accounts([](Reader& reader, std::size_t number, const Entries&) {
    for (const std::string reference : {"R1", "R2", "R3", "STANDING"})
      for (const std::string& entry : reader.read_after(number, reference)) {
        const std::size_t index = std::stoul(entry);
        EXPECT_NE(reader.account(number).entries.at(index).reference, reference) << entry;
      }
  });
}

TEST(ReadingOn, after_the_newest_reference_there_is_only_what_has_none) {
  for_many_accounts([](Reader& reader, std::size_t number, const Entries& whole) {
    const auto reference_of = [&](const std::string& entry) {
      return reader.account(number).entries.at(std::stoul(entry)).reference.value_or("");
    };
    const auto newest = std::ranges::find_if(
        whole, [&](const std::string& entry) { return !reference_of(entry).empty(); });
    if (newest == whole.end()) return;
    EXPECT_EQ(reader.read_after(number, reference_of(*newest)), Entries(whole.begin(), newest));
  });
}

}  // namespace
}  // namespace guichet::properties
