// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <utility>

#include "domain/refusals.hpp"

namespace guichet {

/// Why something was not done. `code` decides the status and the standing text; `said` replaces
/// that text towards the caller when there is something more exact to say (what was expected, what
/// came, what to do; never a secret); `detail` is for our own log only.
struct Refusal {
  Code code;
  std::string said = {};
  std::string detail = {};
};

/// A value, or the reason why there is none.
template <class T>
using Outcome = std::expected<T, Refusal>;

/// Takes an outcome exactly once. It may be called on another thread than the one that asked, and
/// may be called before the asking function returns.
template <class T>
using Completion = std::move_only_function<void(Outcome<T>)>;

inline std::unexpected<Refusal> refuse(Code code, std::string said = {}, std::string detail = {}) {
  return std::unexpected(Refusal{code, std::move(said), std::move(detail)});
}

}  // namespace guichet

/// Evaluates `expression` into `name`_outcome; returns its refusal, else binds `name` to the value
/// by reference. GCC 12's std::expected has no and_then. Not for coroutines: they need co_return.
#define GUICHET_TRY(name, expression)                                             \
  auto name##_outcome = (expression);                                             \
  if (!name##_outcome) return std::unexpected(std::move(name##_outcome).error()); \
  auto& name = *name##_outcome

/// The same for an Outcome<void>.
#define GUICHET_CHECK(name, expression) \
  auto name##_outcome = (expression);   \
  if (!name##_outcome) return std::unexpected(std::move(name##_outcome).error())
