// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "domain/quota.hpp"
#include "store/memory/memory_access_book.hpp"
#include "store/memory/memory_consent_book.hpp"
#include "store/memory/memory_grant_book.hpp"
#include "store/memory/memory_journey_book.hpp"
#include "store/memory/memory_quota_book.hpp"
#include "store/memory/memory_tpp_book.hpp"
#include "store/memory/memory_try_book.hpp"
#include "store/memory/memory_withdrawal.hpp"

namespace guichet::store {

/// The books in memory: the model of the promises, and a store for tests. Every call completes
/// before it returns. Safe on any thread; a completion may call the books again.
class MemoryStore {
 public:
  /// `accesses_a_day`: units of quota a key has on one day.
  explicit MemoryStore(int accesses_a_day = batch_accesses_a_day) : quota_(accesses_a_day) {}

  GrantBook& grants() { return grants_; }
  ConsentBook& consents() { return consents_; }
  QuotaBook& quota() { return quota_; }
  TppBook& tpps() { return tpps_; }
  TryBook& tries() { return tries_; }
  JourneyBook& journeys() { return journeys_; }
  AccessBook& accesses() { return accesses_; }
  Withdrawal& withdrawal() { return withdrawal_; }

  /// Empties all books; with `keep_tpps`, all but the enrolled TPPs.
  void reset(bool keep_tpps) {
    grants_.clear();
    consents_.clear();
    quota_.clear();
    tries_.clear();
    journeys_.clear();
    accesses_.clear();
    if (!keep_tpps) tpps_.clear();
  }

 private:
  std::mutex mutex_;  ///< of the books that a withdrawal changes together
  MemoryGrantBook grants_{mutex_};
  MemoryConsentBook consents_{mutex_, grants_};
  MemoryWithdrawal withdrawal_{mutex_, grants_, consents_};
  MemoryQuotaBook quota_;
  MemoryTppBook tpps_;
  MemoryTryBook tries_;
  MemoryJourneyBook journeys_;
  MemoryAccessBook accesses_;
};

}  // namespace guichet::store
