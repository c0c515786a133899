// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_consent_book.hpp"

namespace guichet::store {

void MemoryConsentBook::put(ConsentKey key, Consent consent, Instant at,
                            Completion<ConsentVersion> done) {
  std::unique_lock lock(mutex_);
  std::vector<ConsentVersion>& versions = versions_[std::move(key)];
  versions.push_back({versions.size() + 1, at, std::move(consent)});
  ConsentVersion in_force = versions.back();
  lock.unlock();
  done(std::move(in_force));
}

void MemoryConsentBook::current(ConsentKey key,
                                Completion<std::shared_ptr<const ConsentVersion>> done) {
  std::vector<ConsentVersion> versions = versions_of(key);
  done(std::make_shared<const ConsentVersion>(versions.empty() ? ConsentVersion{}
                                                               : std::move(versions.back())));
}

void MemoryConsentBook::history(ConsentKey key, Completion<std::vector<ConsentVersion>> done) {
  done(versions_of(key));
}

std::vector<ConsentVersion> MemoryConsentBook::versions_of(const ConsentKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = versions_.find(key);
  return found == versions_.end() ? std::vector<ConsentVersion>{} : found->second;
}

void MemoryConsentBook::clear() {
  const std::scoped_lock lock(mutex_);
  versions_.clear();
}

}  // namespace guichet::store
