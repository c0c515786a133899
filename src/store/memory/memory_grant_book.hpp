// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "domain/consent.hpp"
#include "store/grant_book.hpp"

namespace guichet::store {

/// Codes and token pairs in memory. Every call completes before it returns.
class MemoryGrantBook final : public GrantBook {
 public:
  /// `mutex` guards this book, and those that change together with it; it lives as long as this.
  explicit MemoryGrantBook(std::mutex& mutex) : mutex_(mutex) {}

  void keep_code(AuthorizationCode code, Completion<void> done) override;
  void take_code(std::string establishment, SecretHash code_hash, Instant now,
                 Completion<AuthorizationCode> done) override;
  void put_grant(Grant grant, std::optional<SecretHash> from_code, Completion<void> done) override;
  void renew_access(std::string establishment, std::string client_id, SecretHash refresh_hash,
                    std::set<std::string> roles, SecretHash new_access_hash,
                    std::string certificate_thumbprint, Instant now,
                    Completion<Grant> done) override;
  void recall(SecretHash access_hash, Completion<std::shared_ptr<const Grant>> done) override;
  void pairs_of(std::string establishment, std::string psu, Instant now,
                Completion<std::vector<Grant>> done) override;
  void revoke(std::string establishment, std::string client_id, SecretHash token_hash,
              Completion<void> done) override;
  void end_client(std::string client_id, Completion<void> done) override;

  /// True if the pair with this refresh hash is one of this customer with this TPP. Call it with
  /// the lock held.
  bool lives(const SecretHash& refresh_hash, const ConsentKey& key) const;
  /// Ends the codes and pairs of this customer with this TPP; of `role` only, if one is given. Call
  /// it with the lock held.
  void end_all(const ConsentKey& key, const std::optional<std::string>& role);

  /// Forgets everything.
  void clear();

 private:
  struct KeptCode {
    AuthorizationCode code;
    bool taken = false;
    bool replayed = false;
    std::optional<SecretHash> gave = {};  ///< refresh hash of the pair it gave
  };
  using HashAt = std::pair<std::string, SecretHash>;  ///< a hash at an establishment
  using Pairs = std::map<GrantKey, Grant>;

  // The rules, called with the lock held.
  Outcome<void> keep(AuthorizationCode code);
  Outcome<AuthorizationCode> take(const HashAt& code_hash, Instant now);
  Outcome<void> put(Grant grant, const std::optional<SecretHash>& from_code);
  Outcome<Grant> renew(const HashAt& refresh_hash, const std::string& client_id,
                       const std::set<std::string>& roles, const SecretHash& new_access_hash,
                       std::string certificate_thumbprint, Instant now);
  void end(const HashAt& refresh_hash);

  std::mutex& mutex_;
  std::map<HashAt, KeptCode> codes_;
  Pairs pairs_;
  std::map<SecretHash, GrantKey> by_access_;
  std::map<HashAt, GrantKey> by_refresh_;
};

}  // namespace guichet::store
