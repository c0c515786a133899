// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_withdrawal.hpp"

#include <utility>

namespace guichet::store {

void MemoryWithdrawal::withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                                    Completion<ConsentVersion> done) {
  std::unique_lock lock(mutex_);
  grants_.end_all(key, role);
  const bool empties = !role || *role == "aisp";
  const auto keep = [empties](Consent consent) { return empties ? Consent() : consent; };
  ConsentVersion in_force = consents_.leave(key, keep, at);
  lock.unlock();
  done(std::move(in_force));
}

void MemoryWithdrawal::withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                                     Completion<ConsentVersion> done) {
  std::unique_lock lock(mutex_);
  const auto keep = [part](Consent consent) { return without(std::move(consent), part); };
  ConsentVersion in_force = consents_.leave(key, keep, at);
  lock.unlock();
  done(std::move(in_force));
}

}  // namespace guichet::store
