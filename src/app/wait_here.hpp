// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <future>
#include <utility>

#include "domain/outcome.hpp"

namespace guichet::app {

/// Calls `ask(Completion<T>)` and blocks until it completes. For start-up and the control port;
/// never on the way of a TPP's request.
template <class T, class Ask>
Outcome<T> wait_here(Ask ask) {
  std::promise<Outcome<T>> answer;
  ask(Completion<T>([&answer](Outcome<T> outcome) { answer.set_value(std::move(outcome)); }));
  return answer.get_future().get();
}

}  // namespace guichet::app
