// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/consent_book.hpp"
#include "store/memory/memory_grant_book.hpp"

namespace guichet::store {

/// Consents in memory. Every call completes before it returns.
class MemoryConsentBook final : public ConsentBook {
 public:
  /// `mutex` is that of `grants`; both live as long as this.
  MemoryConsentBook(std::mutex& mutex, const MemoryGrantBook& grants)
      : mutex_(mutex), grants_(grants) {}

  void put(ConsentKey key, Consent consent, std::optional<SecretHash> under_pair, Instant at,
           Completion<ConsentVersion> done) override;
  void current(ConsentKey key, Completion<std::shared_ptr<const ConsentVersion>> done) override;
  void history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) override;
  void of_customer(std::string establishment, std::string psu,
                   Completion<std::vector<ConsentToTpp>> done) override;

  /// Leaves `keep(consent in force)` in force, by a version of the customer's if that is another
  /// one. Call it
  /// with the lock held.
  ConsentVersion leave(const ConsentKey& key, const std::function<Consent(Consent)>& keep,
                       Instant at);

  /// Forgets everything.
  void clear();

 private:
  std::vector<ConsentVersion> versions_of(const ConsentKey& key);

  std::mutex& mutex_;
  const MemoryGrantBook& grants_;
  std::map<ConsentKey, std::vector<ConsentVersion>> versions_;
};

}  // namespace guichet::store
