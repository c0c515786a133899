// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "product.hpp"
#include "steps.hpp"

namespace guichet::properties {

/// Where the product and the rules part.
struct Difference {
  std::size_t step = 0;
  std::string expected, got;
};

/// How often what happened, so that a test can see that it tested something.
using Census = std::map<std::string, std::uint64_t>;

/// Where books are kept.
class Shelf {
 public:
  virtual ~Shelf() = default;
  /// Books without anything in them. Those given before are no more.
  virtual Books emptied() = 0;
  /// What was on disk when the program ended. Those given before are no more.
  virtual Books reopened() = 0;
};

/// Plays the sequence on the product and by the rules, and stops at the first answer that differs,
/// or when a fifth batch access of a day succeeds. `census`, if given, is added to.
std::optional<Difference> play(const Sequence& sequence, Shelf& shelf, Census* census);

/// The sequence with all steps left out, and all particulars of steps, without which it still
/// fails. `sequence` fails.
Sequence shrunk(Sequence sequence, Shelf& shelf);

/// All there is to know of a sequence that fails.
std::string account_of(const Sequence& sequence, Shelf& shelf);

}  // namespace guichet::properties
