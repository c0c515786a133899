// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "store/consent_book.hpp"

namespace guichet::store {

/// Consents in memory. Every call completes before it returns.
class MemoryConsentBook final : public ConsentBook {
 public:
  void put(ConsentKey key, Consent consent, Instant at, Completion<ConsentVersion> done) override;
  void current(ConsentKey key, Completion<std::shared_ptr<const ConsentVersion>> done) override;
  void history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) override;

  /// Forgets everything.
  void clear();

 private:
  std::vector<ConsentVersion> versions_of(const ConsentKey& key);

  std::mutex mutex_;
  std::map<ConsentKey, std::vector<ConsentVersion>> versions_;
};

}  // namespace guichet::store
