// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "stores.hpp"

namespace guichet::store {
namespace {

const ConsentKey leas{"17515", "lea", "PSDFR-ACPR-13807"};
constexpr int accounts = 5;

/// Its accounts differ from those of every other number in each list.
Consent consent_of(int number) {
  Consent consent;
  for (int account = 0; account < accounts; ++account) {
    const std::string iban = "FR" + std::to_string(number * 100 + account);
    consent.balances.insert(iban);
    if (account != 1) consent.transactions.insert(iban);
    if (account != 2) consent.overdrafts.insert(iban);
  }
  consent.psu_identity = number % 2 == 0;
  return consent;
}

int accounts_written(int number) {
  const Consent consent = consent_of(number);
  return static_cast<int>(consent.balances.size() + consent.transactions.size() +
                          consent.overdrafts.size());
}

/// The moment at which the program is to end: the `count`th time that it passes `point`.
struct Moment {
  WritePoint point;
  int count = 1;
};

struct End {
  bool was_killed = false;
  bool was_answered = false;
};

/// Replaces the consent in a process of its own, which is killed with signal 9 at `moment`.
End replace_and_die(const std::filesystem::path& file, const Consent& consent, Moment moment) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    SqliteSettings settings;
    settings.on_write_point = [passed = 0, moment](WritePoint point) mutable {
      if (point == moment.point && ++passed == moment.count) kill(getpid(), SIGKILL);
    };
    const auto store = opened(file, std::move(settings));
    if (put_consent(store->consents(), leas, consent).has_value())
      static_cast<void>(write(pipe_ends[1], "a", 1));
    _exit(0);
  }
  close(pipe_ends[1]);
  char answer = 0;
  End end;
  end.was_answered = read(pipe_ends[0], &answer, 1) == 1;
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  end.was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  return end;
}

/// The register is whole: all versions up to `number`, each as it was sent.
void check_whole(const std::filesystem::path& file, int number) {
  const auto store = opened(file);
  const auto versions = consents_ever(store->consents(), leas);
  ASSERT_EQ(versions->size(), static_cast<std::size_t>(number));
  for (int each = 1; each <= number; ++each) {
    const ConsentVersion& version = versions->at(static_cast<std::size_t>(each - 1));
    EXPECT_EQ(version.version, static_cast<std::uint64_t>(each));
    EXPECT_EQ(version.consent, consent_of(each));
  }
}

struct SqliteConsentKill : ::testing::TestWithParam<WritePoint> {};

TEST_P(SqliteConsentKill, row_250_leaves_the_old_consent_or_the_new_at_every_point_of_a_write) {
  const TemporaryFolder folder;
  const auto file = folder / "guichet.db";
  ASSERT_TRUE(put_consent(opened(file)->consents(), leas, consent_of(1)).has_value());
  const int times = GetParam() == WritePoint::account_inserted ? accounts_written(2) : 1;
  int number = 1;
  for (int count = 1; count <= times; ++count) {
    SCOPED_TRACE("time " + std::to_string(count) + " at this point");
    const End end = replace_and_die(file, consent_of(number + 1), {GetParam(), count});
    ASSERT_TRUE(end.was_killed) << "the write does not pass this point";
    EXPECT_FALSE(end.was_answered);
    if (GetParam() >= WritePoint::committed) ++number;
    check_whole(file, number);
  }
}

INSTANTIATE_TEST_SUITE_P(AllPoints, SqliteConsentKill, ::testing::ValuesIn(write_points));

TEST(SqliteConsentKill, row_250_leaves_the_new_consent_once_it_was_answered_for) {
  const TemporaryFolder folder;
  const auto file = folder / "guichet.db";
  ASSERT_TRUE(put_consent(opened(file)->consents(), leas, consent_of(1)).has_value());
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe2(pipe_ends.data(), O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto store = opened(file);
    // On the writer's thread, in the middle of the answer.
    store->consents().put(leas, consent_of(2), std::nullopt, noon, [&](auto answer) {
      if (answer) static_cast<void>(write(pipe_ends[1], "a", 1));
      kill(getpid(), SIGKILL);
    });
    while (true) pause();
  }
  close(pipe_ends[1]);
  char answer = 0;
  EXPECT_EQ(read(pipe_ends[0], &answer, 1), 1);
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
  check_whole(file, 2);
}

}  // namespace
}  // namespace guichet::store
