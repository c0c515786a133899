// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "counter/fallback.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/environment.hpp"
#include "domain/establishment.hpp"
#include "domain/outcome.hpp"

namespace guichet::sandbox {

/// What the gate of an online bank knows of the bank group.
struct FallbackGateSettings {
  std::string online_bank;           ///< its own address, as passes name it
  crypto::Certificate vouched_with;  ///< of the key that signs passes
  std::function<std::string(const Establishment&, Environment)> issuer_of;
  Instant opened_at{};  ///< earlier passes may have been used before a restart, and are refused
  std::size_t most_used = 10'000;  ///< passes that are remembered as used
};

/// Judges the passes with which TPPs come to the online bank. Remembers those that were used, in
/// memory. Safe on any thread.
class FallbackGate {
 public:
  explicit FallbackGate(FallbackGateSettings settings)
      : settings_(std::move(settings)), opened_at_(settings_.opened_at) {}

  /// Takes `jwt` as a pass to the online bank of `establishment`, once. Refuses with
  /// page_pass_refused and a detail fit for an alarm: it repeats nothing that the bank did not
  /// sign. Rows 119 and 121, RFC 7519 4.1, RFC 8725.
  Outcome<counter::FallbackPass> admit(std::string_view jwt, const Establishment& establishment,
                                       Instant now);

 private:
  Outcome<void> use_up(const counter::FallbackPass& pass, Instant now);

  FallbackGateSettings settings_;
  std::mutex mutex_;
  Instant opened_at_;
  std::map<std::string, Instant, std::less<>> used_;  ///< jti, and when it would end
};

}  // namespace guichet::sandbox
