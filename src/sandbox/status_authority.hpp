// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "crypto/key.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::sandbox {

/// Where a revocation is published: everywhere, or, as between two lists of a real authority, by
/// the OCSP responder alone until the next list is issued.
enum class Published { in_list, by_responder_only };

/// The half of the test authority that says which of its certificates are revoked: the record
/// DIR/pki/revoked, the list DIR/pki/ca.crl, and OCSP answers. The record is read anew at each
/// call, so that `guichet pki revoke` and a running sandbox work on the same. Refusals are
/// `internal` and name the file in `said`. One thread at a time.
class StatusAuthority {
 public:
  /// Of an authority that is there (TestAuthority::ensure_authority).
  static Outcome<StatusAuthority> open(const std::filesystem::path& directory);

  /// Records a revocation; with in_list a new list is issued too. False if it was recorded already
  /// and nothing changed.
  Outcome<bool> revoke(const std::string& serial_hex, Published published, Instant now);

  /// Issues a list of all that is recorded.
  Outcome<void> issue_list(Instant this_update, Instant next_update, Instant now);

  /// Issues a list, good for a week, unless the one that is there is this authority's and lasts for
  /// three days more.
  Outcome<void> ensure_list(Instant now);

  /// A responder's answer in DER, good for `life`.
  Outcome<std::string> answer(std::string_view ocsp_request_der, Instant now,
                              std::chrono::minutes life) const;

  std::filesystem::path list_file() const { return pki_ / "ca.crl"; }

 private:
  struct Entry {
    Instant at;
    bool in_list;
  };
  using Record = std::map<std::string, Entry>;  // by serial

  StatusAuthority(std::filesystem::path pki, crypto::PrivateKey key, std::string authority_der)
      : pki_(std::move(pki)), key_(std::move(key)), authority_der_(std::move(authority_der)) {}
  Outcome<Record> read_record() const;
  Outcome<void> write_record(const Record& record) const;

  std::filesystem::path pki_;
  crypto::PrivateKey key_;
  std::string authority_der_;
};

}  // namespace guichet::sandbox
