// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/read_mostly_mutex.hpp"
#include "tpp/public_register.hpp"

namespace guichet::tpp {

/// What the gateway knows of the public register: a copy of it and the operators' words against it,
/// both replaced as a whole when their files change. Safe on any thread.
class Licences {
 public:
  struct State {
    std::shared_ptr<const PublicRegister> copy;  ///< null: none is consulted
    std::optional<Instant> refreshed_at;         ///< when the copy was last brought up to date
    std::vector<RegisterOverride> overrides;
  };

  explicit Licences(bool absent_is_refused) : absent_is_refused_(absent_is_refused) {}

  void take_register(std::shared_ptr<const PublicRegister> copy, Instant refreshed_at);
  void take_overrides(std::vector<RegisterOverride> overrides);
  std::shared_ptr<const State> state() const;

  /// As judge_standing, with what is known.
  Outcome<void> judge(std::string_view oid, Instant now) const;

 private:
  const bool absent_is_refused_;
  mutable ReadMostlyMutex mutex_;
  // shared with those who show it
  std::shared_ptr<const State> state_ = std::make_shared<const State>();
};

}  // namespace guichet::tpp
