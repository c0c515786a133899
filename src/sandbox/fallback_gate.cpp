// SPDX-License-Identifier: Apache-2.0
#include "sandbox/fallback_gate.hpp"

#include <algorithm>

namespace guichet::sandbox {
namespace {

std::unexpected<Refusal> refuse_pass(std::string_view why, const counter::FallbackPass& pass) {
  return refuse(Code::page_pass_refused, {}, std::string(why) + ", of " + pass.tpp);
}

}  // namespace

Outcome<counter::FallbackPass> FallbackGate::admit(std::string_view jwt,
                                                   const Establishment& establishment,
                                                   Instant now) {
  GUICHET_TRY(pass, counter::read_pass(jwt, settings_.vouched_with));
  if (pass.audience != counter::audience_at(settings_.online_bank, establishment.code))
    return refuse_pass("pass to another bank", pass);
  if (pass.issuer != settings_.issuer_of(establishment, Environment::live) &&
      pass.issuer != settings_.issuer_of(establishment, Environment::sandbox))
    return refuse_pass("pass of another bank", pass);
  if (pass.expires_at - pass.issued_at > counter::pass_lifetime)
    return refuse_pass("pass for too long", pass);
  if (now < pass.issued_at) return refuse_pass("pass from the future", pass);
  if (now >= pass.expires_at) return refuse_pass("expired pass", pass);
  GUICHET_CHECK(fresh, use_up(pass, now));
  return std::move(pass);
}

Outcome<void> FallbackGate::use_up(const counter::FallbackPass& pass, Instant now) {
  const std::scoped_lock lock(mutex_);
  opened_at_ = std::min(opened_at_, now);  // a reset puts the sandbox's clock back
  if (pass.issued_at < std::chrono::floor<std::chrono::seconds>(opened_at_))
    return refuse_pass("pass from before this start", pass);
  if (used_.contains(pass.id)) return refuse_pass("replayed pass", pass);
  if (used_.size() >= settings_.most_used)
    std::erase_if(used_, [&](const auto& used) { return now >= used.second; });
  // Forgetting one that still lives would let it in twice.
  if (used_.size() >= settings_.most_used) return refuse_pass("too many passes at a time", pass);
  used_.emplace(pass.id, pass.expires_at);
  return {};
}

}  // namespace guichet::sandbox
