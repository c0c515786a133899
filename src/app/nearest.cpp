// SPDX-License-Identifier: Apache-2.0
#include "app/nearest.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace guichet::app {
namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1,
                         diagonal + (lowered(a[i - 1]) == lowered(b[j - 1]) ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> known) {
  std::string best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : known)
    if (const std::size_t d = distance(word, candidate); d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  return best;
}

}  // namespace guichet::app
