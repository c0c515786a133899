// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace guichet::properties {

/// Numbers that follow from a seed, the same on every machine (splitmix64). Not thread-safe.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// From `least` to `most`, both possible.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto choices = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(next() % choices);
  }

  /// Any index of a container of `size` things.
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(next() % size); }

  /// True `percent` times of a hundred.
  bool percent(int percent) { return between(1, 100) <= percent; }

  template <class T, std::size_t size>
  const T& one_of(const std::array<T, size>& things) {
    return things[index(size)];
  }

 private:
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
  }

  std::uint64_t state_;
};

}  // namespace guichet::properties
