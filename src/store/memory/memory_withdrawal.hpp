// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "store/memory/memory_consent_book.hpp"
#include "store/memory/memory_grant_book.hpp"
#include "store/withdrawal.hpp"

namespace guichet::store {

/// Every call completes before it returns.
class MemoryWithdrawal final : public Withdrawal {
 public:
  /// `mutex` is that of both books; all three live as long as this.
  MemoryWithdrawal(std::mutex& mutex, MemoryGrantBook& grants, MemoryConsentBook& consents)
      : mutex_(mutex), grants_(grants), consents_(consents) {}

  void withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                    Completion<ConsentVersion> done) override;
  void withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                     Completion<ConsentVersion> done) override;

 private:
  std::mutex& mutex_;
  MemoryGrantBook& grants_;
  MemoryConsentBook& consents_;
};

}  // namespace guichet::store
