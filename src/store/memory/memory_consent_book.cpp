// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_consent_book.hpp"

#include <ranges>
#include <utility>

namespace guichet::store {

void MemoryConsentBook::put(ConsentKey key, Consent consent, std::optional<SecretHash> under_pair,
                            Instant at, Completion<ConsentVersion> done) {
  std::unique_lock lock(mutex_);
  if (under_pair && !grants_.lives(*under_pair, key)) {
    lock.unlock();
    return done(refuse(Code::invalid_token, {}, "the pair ended before its consent was recorded"));
  }
  const ConsentAuthor author = under_pair ? ConsentAuthor::tpp : ConsentAuthor::bank;
  std::vector<ConsentVersion>& versions = versions_[std::move(key)];
  versions.push_back({versions.size() + 1, at, std::move(consent), author});
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

void MemoryConsentBook::of_customer(std::string establishment, std::string psu,
                                    Completion<std::vector<ConsentToTpp>> done) {
  std::vector<ConsentToTpp> consents;
  std::unique_lock lock(mutex_);
  for (const auto& [key, versions] : versions_) {
    if (key.establishment != establishment || key.psu != psu) continue;
    ConsentToTpp& consent = consents.emplace_back();
    consent.tpp = key.tpp;
    consent.in_force = versions.back();
    consent.first_at = versions.front().at;
    for (const ConsentVersion& newer : std::views::reverse(versions)) {
      if (newer.consent.is_empty() != consent.in_force.consent.is_empty()) break;
      consent.since = newer.at;
    }
  }
  lock.unlock();
  done(std::move(consents));
}

ConsentVersion MemoryConsentBook::leave(const ConsentKey& key,
                                        const std::function<Consent(Consent)>& keep, Instant at) {
  const auto found = versions_.find(key);
  if (found == versions_.end()) return {};
  std::vector<ConsentVersion>& versions = found->second;
  Consent left = keep(versions.back().consent);
  if (left != versions.back().consent)
    versions.push_back({versions.size() + 1, at, std::move(left), ConsentAuthor::customer});
  return versions.back();
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
