// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/x509.hpp"
#include "domain/outcome.hpp"
#include "domain/tpp.hpp"

namespace guichet::tpp {

/// A QSEAL certificate of an enrolled TPP, read once.
struct Seal {
  crypto::Certificate certificate;
  bool is_eseal = false;  ///< QcType says eseal
};

/// An enrolled TPP with its seals ready for use. Immutable.
struct RegisteredTpp {
  EnrolledTpp tpp;
  std::vector<Seal> seals;
};

/// Everyone enrolled, in memory; the book behind it is loaded by whoever builds it. Safe on any thread.
class TppRegister {
 public:
  /// Adds a TPP or replaces the one with its client_id. Refuses with cert_untrusted, cert_weak (RSA under
  /// 2048 bits) or cert_bad_oid when a seal cannot serve; nothing changes then.
  Outcome<void> admit(EnrolledTpp tpp);

  /// Forgets everyone.
  void clear();

  std::shared_ptr<const RegisteredTpp> by_client_id(std::string_view client_id) const;
  /// The first TPP enrolled with this organizationIdentifier, or null.
  std::shared_ptr<const RegisteredTpp> by_oid(std::string_view oid) const;
  /// The TPP that owns the seal with this fingerprint (64 hex SHA-256 or 40 hex SHA-1, lower case), or null.
  std::shared_ptr<const RegisteredTpp> by_seal(std::string_view fingerprint) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<const RegisteredTpp>, std::less<>> by_client_id_;
};

}  // namespace guichet::tpp
