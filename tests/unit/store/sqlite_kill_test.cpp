// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <map>
#include <random>

#include "store/sqlite/connection.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;
constexpr int cycles = 25;
constexpr int customers = 8;

enum class What : int { consent, unit, renewal, access };

/// A child's word that one step of one customer is on disk. Shorter than PIPE_BUF, so it is written
/// whole.
struct Acknowledged {
  int customer;
  int step;
  What what;
};

std::string psu_of(int cycle, int customer) {
  return "psu-" + std::to_string(cycle) + "-" + std::to_string(customer);
}
ConsentKey consent_key(int cycle, int customer) {
  return {"17515", psu_of(cycle, customer), lea().tpp};
}
AccessKey access_key(int cycle, int customer) {
  return {"17515", psu_of(cycle, customer), lea().tpp};
}
GrantKey grant_key(int cycle, int customer) {
  return {"17515", psu_of(cycle, customer), lea().tpp, "aisp"};
}
QuotaKey quota_key(int cycle, int customer, int step) {
  // Six steps share a key: four units each, two refusals.
  return {"17515", lea().tpp, psu_of(cycle, customer), std::to_string(step / 6), "balances"};
}
std::uint64_t token(int cycle, int customer, int step) {
  return static_cast<std::uint64_t>(cycle * customers + customer) * 1'000'000 +
         static_cast<std::uint64_t>(step);
}
constexpr int pair_step = 900'000;  ///< token number of the pair; the code's is two higher

Consent consent_of(int step) {
  Consent consent;
  consent.balances = {"FR" + std::to_string(step)};
  consent.transactions = consent.balances;
  return consent;
}

void serve(SqliteStore& store, int cycle, int customer, int pipe) {
  connect(store.grants(), token(cycle, customer, pair_step + 2), token(cycle, customer, pair_step),
          grant_key(cycle, customer));
  const auto acknowledge = [&](int step, What what) {
    const Acknowledged word{customer, step, what};
    if (write(pipe, &word, sizeof word) != sizeof word) _exit(1);
  };
  for (int step = 0;; ++step) {
    if (put_consent(store.consents(), consent_key(cycle, customer), consent_of(step)).has_value())
      acknowledge(step, What::consent);
    if (take_unit(store.quota(), quota_key(cycle, customer, step), monday).has_value())
      acknowledge(step, What::unit);
    if (renew(store.grants(), token(cycle, customer, pair_step + 1), token(cycle, customer, step))
            .has_value())
      acknowledge(step, What::renewal);
    store.accesses().note(access_key(cycle, customer), {noon, "balances", "FR76A", true});
    if (accesses_of(store.accesses(), access_key(cycle, customer)).has_value())
      acknowledge(step, What::access);  // what was shown to somebody is on disk
  }
}

/// Runs a child that writes, kills it after `words` acknowledgements, and gives all that came.
std::vector<Acknowledged> acknowledged_until_killed(const std::filesystem::path& file, int cycle,
                                                    int words) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    const auto store = opened(file);
    in_parallel(customers, [&](int customer) { serve(*store, cycle, customer, pipe_ends[1]); });
    _exit(0);
  }
  close(pipe_ends[1]);
  std::vector<Acknowledged> all;
  Acknowledged word{};
  while (read(pipe_ends[0], &word, sizeof word) == sizeof word) {
    all.push_back(word);
    if (static_cast<int>(all.size()) == words) kill(child, SIGKILL);
  }
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  return all;
}

/// What a customer was told, and so must find.
struct Expected {
  int consents = 0;
  int renewals = 0;
  int accesses = 0;
  std::map<int, int> units;  ///< by step / 6
};

std::map<int, Expected> expected_after(const std::vector<Acknowledged>& words) {
  std::map<int, Expected> expected;
  for (const Acknowledged& word : words) {
    Expected& customer = expected[word.customer];
    if (word.what == What::consent) customer.consents = word.step + 1;
    if (word.what == What::renewal) customer.renewals = word.step + 1;
    if (word.what == What::access) customer.accesses = word.step + 1;
    if (word.what == What::unit) ++customer.units[word.step / 6];
  }
  return expected;
}

void check(SqliteStore& store, int cycle, int customer, const Expected& expected) {
  const auto consent = consent_now(store.consents(), consent_key(cycle, customer));
  const int version = static_cast<int>(consent->version);
  EXPECT_TRUE(version == expected.consents || version == expected.consents + 1);
  if (version > 0) {
    EXPECT_EQ(consent->consent, consent_of(version - 1));  // whole
  }
  // The token of the last acknowledged renewal lives, or that of the one in flight; never both.
  if (expected.renewals > 0) {
    const int live = int{is_live(store.grants(), token(cycle, customer, expected.renewals - 1))} +
                     int{is_live(store.grants(), token(cycle, customer, expected.renewals))};
    EXPECT_EQ(live, 1);
    if (expected.renewals > 1) {
      EXPECT_FALSE(is_live(store.grants(), token(cycle, customer, expected.renewals - 2)));
    }
  }
  const auto last = last_access(store.accesses(), access_key(cycle, customer));
  const std::int64_t accesses = last ? last->count : 0;
  EXPECT_TRUE(accesses == expected.accesses || accesses == expected.accesses + 1);
  for (const auto& [key, units] : expected.units) {
    int left = 0;
    while (take_unit(store.quota(), quota_key(cycle, customer, key * 6), monday).has_value())
      ++left;
    EXPECT_LE(units + left, 4);
    EXPECT_GE(units + left, 3);  // one unit may have been in flight
  }
}

TEST(SqliteKill, what_was_acknowledged_survives_kill_9_at_any_moment) {  // rows 226, 250 to 252; I3
  const TemporaryFolder folder;
  const auto file = folder / "guichet.db";
  const unsigned seed = 20'261'123;
  std::mt19937 random(seed);
  std::size_t checked = 0;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    const int words = std::uniform_int_distribution(1, 400)(random);
    const auto acknowledged = acknowledged_until_killed(file, cycle, words);
    SCOPED_TRACE("cycle " + std::to_string(cycle) + ", killed after " + std::to_string(words) +
                 " acknowledgements, seed " + std::to_string(seed));
    ASSERT_GE(static_cast<int>(acknowledged.size()), words);
    checked += acknowledged.size();
    const auto store = opened(file);
    for (const auto& [customer, expected] : expected_after(acknowledged))
      check(*store, cycle, customer, expected);
  }
  RecordProperty("acknowledged", static_cast<int>(checked));
}

TEST(SqliteKill, an_access_that_nobody_asked_for_is_there_after_kill_9_once_it_was_written) {
  const TemporaryFolder folder;
  const auto file = folder / "guichet.db";
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe2(pipe_ends.data(), O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    const auto store = opened(file);
    store->accesses().note(access_key(0, 0), {noon, "balances", "FR76A", true});
    static_cast<void>(write(pipe_ends[1], "n", 1));
    while (true) pause();
  }
  close(pipe_ends[1]);
  char noted = 0;
  EXPECT_EQ(read(pipe_ends[0], &noted, 1), 1);
  close(pipe_ends[0]);
  {
    Connection from_outside(file, {});
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (from_outside.number_from("SELECT count(*) FROM data_access") == 0 &&
           std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(last_access(opened(file)->accesses(), access_key(0, 0)),
            (Access{noon, "balances", "FR76A", true}));
}

}  // namespace
}  // namespace guichet::store
