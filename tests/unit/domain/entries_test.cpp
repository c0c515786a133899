// SPDX-License-Identifier: Apache-2.0
#include "domain/entries.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace guichet {
namespace {

using namespace std::chrono;

constexpr ParisDay day_of_november(unsigned day) {
  return {year{2026}, November, std::chrono::day{day}};
}

/// One entry of each of these days, whose id is the day.
Entries entries_of(std::initializer_list<unsigned> days) {
  std::vector<Transaction> entries;
  for (const unsigned day : days) {
    Transaction entry;
    entry.id = std::to_string(day);
    entry.booking_day = day_of_november(day);
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string ids_of(const Entries& entries) {
  std::string ids;
  for (const Transaction& entry : entries) ids += entry.id + ' ';
  return ids;
}

HistoryWindow from_day_until(unsigned first, unsigned last) {
  return {midnight_of(day_of_november(first)), midnight_of(day_of_november(last))};
}

TEST(Entries, a_window_holds_its_first_day_and_not_its_last) {
  const Entries entries = entries_of({28, 27, 27, 25, 20});
  EXPECT_EQ(ids_of(entries.inside(from_day_until(20, 27))), "25 20 ");
  EXPECT_EQ(ids_of(entries.inside(from_day_until(21, 28))), "27 27 25 ");
  EXPECT_EQ(ids_of(entries.inside(from_day_until(1, 30))), "28 27 27 25 20 ");
}

TEST(Entries, a_window_beside_them_all_holds_none) {
  const Entries entries = entries_of({28, 27});
  EXPECT_TRUE(entries.inside(from_day_until(1, 27)).empty());
  EXPECT_TRUE(entries.inside(from_day_until(29, 30)).empty());
  EXPECT_TRUE(entries.inside(from_day_until(28, 27)).empty());
  EXPECT_TRUE(Entries().inside(from_day_until(1, 30)).empty());
}

TEST(Entries, a_window_agrees_with_what_it_says_of_each_day) {
  const Entries entries = entries_of({30, 29, 28, 15, 15, 14, 2, 1});
  for (unsigned first = 1; first < 30; ++first)
    for (unsigned last = 1; last < 30; ++last) {
      const HistoryWindow window = from_day_until(first, last);
      std::string expected;
      for (const Transaction& entry : entries)
        if (window.contains(entry.booking_day)) expected += entry.id + ' ';
      EXPECT_EQ(ids_of(entries.inside(window)), expected) << first << " to " << last;
    }
}

TEST(Entries, a_stretch_outlives_what_it_was_taken_of) {
  Entries some;
  {
    const Entries all = entries_of({28, 27, 26, 25});
    some = all.between(1, 3);
  }
  EXPECT_EQ(ids_of(some), "27 26 ");
  EXPECT_EQ(ids_of(some.between(1, 9)), "26 ");
  EXPECT_TRUE(some.between(2, 1).empty());
  EXPECT_TRUE(some.between(7, 9).empty());
}

TEST(Entries, those_that_were_handed_on_still_hold_their_list) {
  std::vector<Entries> handed_on{entries_of({28, 27})};
  {
    std::vector<Entries> elsewhere;
    std::ranges::move(handed_on, std::back_inserter(elsewhere));
    EXPECT_EQ(ids_of(elsewhere.front()), "28 27 ");
  }
  EXPECT_EQ(ids_of(handed_on.front()), "28 27 ");
}

}  // namespace
}  // namespace guichet
