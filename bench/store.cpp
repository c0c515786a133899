// SPDX-License-Identifier: Apache-2.0
//
// guichet_bench_store: how many units of quota a second a store puts on disk for so many waiters,
// and how many access tokens it looks up for them, beside how often a second the same disk writes a
// page and syncs it:
//   guichet_bench_store FOLDER WAITERS SECONDS [postgresql://...]
// Without an address the store is the embedded one, in FOLDER. Prints {"units": ...,
// "units_per_second": ..., "lookups_per_second": ..., "syncs_per_second": ...}.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/postgresql/postgresql_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace {

using namespace guichet;
using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t page = 4096;
constexpr off_t pages = 256;
constexpr ParisDay day{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{27}};

double number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number <= 0)
    throw std::runtime_error("not a number above 0: " + std::string{text});
  return number;
}

void write_page(int file, const std::array<char, page>& bytes, off_t number) {
  if (pwrite(file, bytes.data(), bytes.size(), number * off_t{page}) != ssize_t{page} ||
      fdatasync(file) != 0)
    throw std::runtime_error("the disk refuses");
}

/// A page at a time into a file that has its length already, as a write-ahead log has: the disk at
/// its best.
double syncs_per_second(const std::filesystem::path& path, Seconds time) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("no file " + path.string());
  std::array<char, page> bytes{};
  for (off_t number = 0; number < pages; ++number) write_page(file, bytes, number);
  std::int64_t syncs = 0;
  const auto begin = Steady::now();
  for (; Steady::now() - begin < time; ++syncs) {
    bytes.fill(static_cast<char>(syncs));
    write_page(file, bytes, syncs % pages);
  }
  const Seconds took = Steady::now() - begin;
  close(file);
  return static_cast<double>(syncs) / took.count();
}

/// Programs that each ask anew as soon as they have the answer before.
class Waiters {
 public:
  using Answered = std::function<void(bool good)>;
  /// Asks once for a waiter, who has asked `number` times before. May answer before it returns.
  using Ask = std::function<void(int waiter, int number, Answered done)>;

  Waiters(int count, Ask ask)
      : ask_(std::move(ask)), waiters_(static_cast<std::size_t>(count)), done_(count) {}

  /// Answers a second for as long as `time`.
  double run(Seconds time) {
    const auto begin = Steady::now();
    until_ = begin + std::chrono::duration_cast<Steady::duration>(time);
    for (std::size_t waiter = 0; waiter < waiters_.size(); ++waiter) go_on(waiter);
    done_.wait();
    if (refused_) throw std::runtime_error("the store refuses");
    return static_cast<double>(answers_) / Seconds{Steady::now() - begin}.count();
  }
  std::int64_t answers() const { return answers_; }

 private:
  struct Waiter {
    std::atomic<int> due = 0;  ///< above 1: an answer came while it was asking
    int asked = 0;
  };

  void go_on(std::size_t number) {
    Waiter& waiter = waiters_[number];
    if (waiter.due.fetch_add(1) != 0) return;
    do {
      if (refused_ || Steady::now() >= until_) return done_.count_down();
      ask_(static_cast<int>(number), waiter.asked++, [this, number](bool good) {
        ++answers_;
        if (!good) refused_ = true;
        go_on(number);
      });
    } while (waiter.due.fetch_sub(1) != 1);
  }

  Ask ask_;
  std::vector<Waiter> waiters_;
  std::latch done_;
  Steady::time_point until_{};
  std::atomic<std::int64_t> answers_ = 0;
  std::atomic<bool> refused_ = false;
};

/// As in life: a customer's key has four units, then it is another customer's turn.
void take_unit(store::QuotaBook& quota, int waiter, int number, Waiters::Answered done) {
  const std::string customer = std::to_string(waiter) + "-" + std::to_string(number / 4);
  QuotaKey key{"17515", "PSDFR-ACPR-13807", customer, "FR7617515000920400085945890", "balances"};
  QuotaCall call{Instant{std::chrono::milliseconds{1'795'820'400'000}},
                 "8f3c1d52-6f0b-4c39-9e57-2f1a7f3f6a10"};
  quota.take(std::move(key), day, std::move(call),
             [done = std::move(done)](const Outcome<QuotaUnit>& unit) { done(unit.has_value()); });
}

SecretHash hash_of(int waiter, int kind) {
  SecretHash hash{};
  hash[0] = static_cast<std::byte>(waiter);
  hash[1] = static_cast<std::byte>(waiter / 256);
  hash[2] = static_cast<std::byte>(kind);
  return hash;
}

/// A pair of tokens for each waiter.
void give_tokens(store::GrantBook& grants, int waiters) {
  std::latch given(waiters);
  for (int waiter = 0; waiter < waiters; ++waiter) {
    Grant grant{.key = {"17515", std::to_string(waiter), "PSDFR-ACPR-13807", "aisp"},
                .client_id = "PSDFR-ACPR-13807",
                .scope = "aisp",
                .access_hash = hash_of(waiter, 1),
                .refresh_hash = hash_of(waiter, 2),
                .certificate_thumbprint = std::string(64, '0')};
    grants.put_grant(std::move(grant), std::nullopt,
                     [&given](const Outcome<void>&) { given.count_down(); });
  }
  given.wait();
}

void measure_store(store::Store& store, int waiters, Seconds time, double syncs) {
  Waiters taking(waiters, [&](int waiter, int number, Waiters::Answered done) {
    take_unit(store.quota(), waiter, number, std::move(done));
  });
  const double units = taking.run(time);
  give_tokens(store.grants(), waiters);
  Waiters looking(waiters, [&](int waiter, int, Waiters::Answered done) {
    store.grants().recall(hash_of(waiter, 1),
                          [done = std::move(done)](const auto& grant) { done(grant.has_value()); });
  });
  const double lookups = looking.run(time);
  std::printf(
      "{\"units\":%lld,\"units_per_second\":%.1f,\"lookups_per_second\":%.1f,"
      "\"syncs_per_second\":%.1f}\n",
      static_cast<long long>(taking.answers()), units, lookups, syncs);
}

class MachineClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::floor<Instant::duration>(std::chrono::system_clock::now());
  }
};

void measure(const std::filesystem::path& folder, int waiters, Seconds time,
             const std::string& url) {
  const double syncs = syncs_per_second(folder / "pages", time);
  if (url.empty()) {
    auto store = store::SqliteStore::open(folder / "store.db", {});
    if (!store) throw std::runtime_error(store.error().detail);
    return measure_store(**store, waiters, time, syncs);
  }
  const MachineClock machine;
  store::StoreClock clock(machine, [] {
    return std::chrono::floor<std::chrono::milliseconds>(Steady::now().time_since_epoch());
  });
  auto store = store::PostgresqlStore::open(url, {.clock = clock});
  if (!store) throw std::runtime_error(store.error().detail);
  measure_store(**store, waiters, time, syncs);
}

}  // namespace

int main(int count, char** values) {
  try {
    const std::vector<std::string_view> arguments{values + 1, values + count};
    if (arguments.size() != 3 && arguments.size() != 4)
      throw std::runtime_error("expected FOLDER WAITERS SECONDS [postgresql://...]");
    measure(arguments[0], static_cast<int>(number_in(arguments[1])),
            Seconds{number_in(arguments[2])},
            std::string{arguments.size() == 4 ? arguments[3] : ""});
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "guichet_bench_store: %s\n", error.what());
    return 1;
  }
}
