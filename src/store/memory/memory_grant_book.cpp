// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_grant_book.hpp"

#include <algorithm>
#include <vector>

namespace guichet::store {

Outcome<void> MemoryGrantBook::keep(AuthorizationCode code) {
  HashAt at{code.key.establishment, code.code_hash};
  if (!codes_.try_emplace(std::move(at), KeptCode{std::move(code)}).second)
    return refuse(Code::internal, {}, "a code with this hash is kept already");
  return {};
}

Outcome<AuthorizationCode> MemoryGrantBook::take(const HashAt& code_hash, Instant now) {
  const auto found = codes_.find(code_hash);
  if (found == codes_.end()) return refuse(Code::oauth_invalid_grant, {}, "code unknown");
  KeptCode& kept = found->second;
  if (kept.taken) {
    kept.replayed = true;
    if (kept.gave) end({code_hash.first, *kept.gave});
    return refuse(Code::oauth_invalid_grant, {}, "code used a second time");
  }
  if (now >= kept.code.expires_at) return refuse(Code::oauth_invalid_grant, {}, "code expired");
  kept.taken = true;
  return kept.code;
}

Outcome<void> MemoryGrantBook::put(Grant grant, const std::optional<SecretHash>& from_code) {
  const auto code = from_code ? codes_.find({grant.key.establishment, *from_code}) : codes_.end();
  const bool may_give =
      code != codes_.end() && code->second.taken && !code->second.replayed && !code->second.gave;
  if (from_code && !may_give)
    return refuse(Code::oauth_invalid_grant, {}, "the code may give no pair");
  const HashAt refresh{grant.key.establishment, grant.refresh_hash};
  const auto access_owner = by_access_.find(grant.access_hash);
  const auto refresh_owner = by_refresh_.find(refresh);
  if ((access_owner != by_access_.end() && access_owner->second != grant.key) ||
      (refresh_owner != by_refresh_.end() && refresh_owner->second != grant.key))
    return refuse(Code::internal, {}, "another pair has this token");

  if (const auto former = pairs_.find(grant.key); former != pairs_.end())
    end({former->first.establishment, former->second.refresh_hash});
  if (from_code) code->second.gave = grant.refresh_hash;
  by_access_[grant.access_hash] = grant.key;
  by_refresh_[refresh] = grant.key;
  GrantKey key = grant.key;
  pairs_.insert_or_assign(std::move(key), std::move(grant));
  return {};
}

Outcome<Grant> MemoryGrantBook::renew(const HashAt& refresh_hash, const std::string& client_id,
                                      const std::set<std::string>& roles,
                                      const SecretHash& new_access_hash,
                                      std::string certificate_thumbprint, Instant now) {
  const auto found = by_refresh_.find(refresh_hash);
  if (found == by_refresh_.end())
    return refuse(Code::oauth_invalid_grant, {}, "refresh token unknown");
  Grant& grant = pairs_.at(found->second);
  const Instant end_of_pair = grant.sca_at + sca_validity;
  if (grant.client_id != client_id)
    return refuse(Code::oauth_invalid_grant, {}, "refresh token of another client");
  if (now >= end_of_pair)
    return refuse(Code::oauth_invalid_grant, {}, "180 days since the customer's authentication");
  if (!roles.contains(grant.key.role))
    return refuse(Code::oauth_invalid_scope, {}, "a pair of another role");
  if (const auto owner = by_access_.find(new_access_hash);
      owner != by_access_.end() && owner->second != grant.key)
    return refuse(Code::internal, {}, "another pair has this token");

  by_access_.erase(grant.access_hash);
  by_access_[new_access_hash] = grant.key;
  grant.access_hash = new_access_hash;
  grant.access_expires_at = std::min<Instant>(now + access_token_lifetime, end_of_pair);
  grant.certificate_thumbprint = std::move(certificate_thumbprint);
  return grant;
}

void MemoryGrantBook::end(const HashAt& refresh_hash) {
  const auto found = by_refresh_.find(refresh_hash);
  if (found == by_refresh_.end()) return;
  const auto pair = pairs_.find(found->second);
  by_access_.erase(pair->second.access_hash);
  by_refresh_.erase(found);
  pairs_.erase(pair);
}

void MemoryGrantBook::keep_code(AuthorizationCode code, Completion<void> done) {
  std::unique_lock lock(mutex_);
  Outcome<void> outcome = keep(std::move(code));
  lock.unlock();
  done(std::move(outcome));
}

void MemoryGrantBook::take_code(std::string establishment, SecretHash code_hash, Instant now,
                                Completion<AuthorizationCode> done) {
  std::unique_lock lock(mutex_);
  Outcome<AuthorizationCode> outcome = take({std::move(establishment), code_hash}, now);
  lock.unlock();
  done(std::move(outcome));
}

void MemoryGrantBook::put_grant(Grant grant, std::optional<SecretHash> from_code,
                                Completion<void> done) {
  std::unique_lock lock(mutex_);
  Outcome<void> outcome = put(std::move(grant), from_code);
  lock.unlock();
  done(std::move(outcome));
}

void MemoryGrantBook::renew_access(std::string establishment, std::string client_id,
                                   SecretHash refresh_hash, std::set<std::string> roles,
                                   SecretHash new_access_hash, std::string certificate_thumbprint,
                                   Instant now, Completion<Grant> done) {
  std::unique_lock lock(mutex_);
  Outcome<Grant> outcome = renew({std::move(establishment), refresh_hash}, client_id, roles,
                                 new_access_hash, std::move(certificate_thumbprint), now);
  lock.unlock();
  done(std::move(outcome));
}

void MemoryGrantBook::recall(SecretHash access_hash,
                             Completion<std::shared_ptr<const Grant>> done) {
  std::unique_lock lock(mutex_);
  const auto found = by_access_.find(access_hash);
  Outcome<std::shared_ptr<const Grant>> outcome =
      refuse(Code::invalid_token, {}, "access token unknown");
  if (found != by_access_.end()) outcome = std::make_shared<const Grant>(pairs_.at(found->second));
  lock.unlock();
  done(std::move(outcome));
}

void MemoryGrantBook::pairs_of(std::string establishment, std::string psu, Instant now,
                               Completion<std::vector<Grant>> done) {
  std::vector<Grant> pairs;
  std::unique_lock lock(mutex_);
  for (const auto& [key, grant] : pairs_)
    if (key.establishment == establishment && key.psu == psu && now < grant.sca_at + sca_validity)
      pairs.push_back(grant);
  lock.unlock();
  done(std::move(pairs));
}

bool MemoryGrantBook::lives(const SecretHash& refresh_hash, const ConsentKey& key) const {
  const auto found = by_refresh_.find({key.establishment, refresh_hash});
  return found != by_refresh_.end() && found->second.psu == key.psu && found->second.tpp == key.tpp;
}

void MemoryGrantBook::end_all(const ConsentKey& key, const std::optional<std::string>& role) {
  const auto is_meant = [&](const GrantKey& of) {
    return of.establishment == key.establishment && of.psu == key.psu && of.tpp == key.tpp &&
           (!role || of.role == *role);
  };
  std::erase_if(codes_, [&](const auto& kept) { return is_meant(kept.second.code.key); });
  std::vector<HashAt> ended;
  for (const auto& [of, grant] : pairs_)
    if (is_meant(of)) ended.emplace_back(of.establishment, grant.refresh_hash);
  for (const HashAt& refresh_hash : ended) end(refresh_hash);
}

void MemoryGrantBook::revoke(std::string establishment, std::string client_id,
                             SecretHash token_hash, Completion<void> done) {
  std::unique_lock lock(mutex_);
  const auto is_meant = [&](const auto& pair) {
    const Grant& grant = pair.second;
    return grant.key.establishment == establishment && grant.client_id == client_id &&
           (grant.access_hash == token_hash || grant.refresh_hash == token_hash);
  };
  const auto found = std::ranges::find_if(pairs_, is_meant);
  if (found != pairs_.end()) end({establishment, found->second.refresh_hash});
  lock.unlock();
  done({});
}

void MemoryGrantBook::end_client(std::string client_id, Completion<void> done) {
  std::unique_lock lock(mutex_);
  std::erase_if(codes_, [&](const auto& kept) { return kept.second.code.client_id == client_id; });
  std::vector<HashAt> ended;
  for (const auto& [key, grant] : pairs_)
    if (grant.client_id == client_id) ended.emplace_back(key.establishment, grant.refresh_hash);
  for (const HashAt& refresh_hash : ended) end(refresh_hash);
  lock.unlock();
  done({});
}

void MemoryGrantBook::clear() {
  const std::scoped_lock lock(mutex_);
  codes_.clear();
  pairs_.clear();
  by_access_.clear();
  by_refresh_.clear();
}

}  // namespace guichet::store
