// SPDX-License-Identifier: Apache-2.0
//
// guichet_bench_quota: how many units of quota a second the embedded store puts on disk for so many
// waiters, beside how often a second the same disk writes a page and syncs it:
//   guichet_bench_quota FOLDER WAITERS SECONDS
// Prints {"units": ..., "units_per_second": ..., "syncs_per_second": ...}.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <latch>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

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

/// Programs that each take a unit as soon as the one before is on disk.
class Waiters {
 public:
  Waiters(store::QuotaBook& quota, int count) : quota_(quota), count_(count), done_(count) {}

  /// Units on disk by the end of `time`, in a second.
  double run(Seconds time) {
    const auto begin = Steady::now();
    until_ = begin + std::chrono::duration_cast<Steady::duration>(time);
    for (int waiter = 0; waiter < count_; ++waiter) take(waiter);
    done_.wait();
    if (refused_) throw std::runtime_error("the store refuses a unit");
    return static_cast<double>(units_) / Seconds{Steady::now() - begin}.count();
  }
  std::int64_t units() const { return units_; }

 private:
  void take(int waiter) {
    QuotaKey key{"17515", "PSDFR-ACPR-13807", "psu-" + std::to_string(waiter), "*", "accounts"};
    quota_.take(std::move(key), day, QuotaCall{}, [this, waiter](const Outcome<QuotaUnit>& unit) {
      ++units_;
      if (!unit) refused_ = true;
      if (unit && Steady::now() < until_)
        take(waiter);
      else
        done_.count_down();
    });
  }

  store::QuotaBook& quota_;
  int count_;
  std::latch done_;
  Steady::time_point until_{};
  std::atomic<std::int64_t> units_ = 0;
  std::atomic<bool> refused_ = false;
};

void measure(const std::filesystem::path& folder, int waiters, Seconds time) {
  const double syncs = syncs_per_second(folder / "pages", time);
  store::SqliteSettings settings;
  settings.accesses_a_day = std::numeric_limits<int>::max();
  auto store = store::SqliteStore::open(folder / "quota.db", std::move(settings));
  if (!store) throw std::runtime_error(store.error().detail);
  Waiters waiting((*store)->quota(), waiters);
  const double units = waiting.run(time);
  std::printf("{\"units\":%lld,\"units_per_second\":%.1f,\"syncs_per_second\":%.1f}\n",
              static_cast<long long>(waiting.units()), units, syncs);
}

}  // namespace

int main(int count, char** values) {
  try {
    const std::vector<std::string_view> arguments{values + 1, values + count};
    if (arguments.size() != 3) throw std::runtime_error("expected FOLDER WAITERS SECONDS");
    measure(arguments[0], static_cast<int>(number_in(arguments[1])),
            Seconds{number_in(arguments[2])});
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "guichet_bench_quota: %s\n", error.what());
    return 1;
  }
}
