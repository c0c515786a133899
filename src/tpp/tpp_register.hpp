// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/x509.hpp"
#include "domain/outcome.hpp"
#include "domain/read_mostly_mutex.hpp"
#include "domain/tpp.hpp"

namespace guichet::tpp {

/// A QSEAL certificate of an enrolled TPP, read once.
struct Seal {
  crypto::Certificate certificate;
  bool is_eseal = false;  ///< QcType says eseal; a QWAC among the seals is kept to be told apart
};

/// An enrolled TPP with its seals ready for use. Immutable.
struct RegisteredTpp {
  EnrolledTpp tpp;
  std::vector<Seal> seals;
};

/// The seals of `tpp`, read. Refuses with cert_untrusted (not a certificate), cert_weak (not RSA,
/// or not of 2048 to 6144 bits) or cert_bad_oid (of another organization) when one cannot serve.
/// Whether a seal is in its validity is judged when it is used, whether it is of an authority that
/// we trust by whoever enrols.
Outcome<std::vector<Seal>> judge_seals(const EnrolledTpp& tpp);

/// Everyone enrolled, in memory; the book behind it is loaded by whoever builds it. Safe on any
/// thread.
class TppRegister {
 public:
  /// Adds a TPP or replaces the one with its client_id. Refuses as judge_seals does; nothing
  /// changes then.
  Outcome<void> admit(EnrolledTpp tpp);

  /// Adds `next`, or replaces the one with its client_id, if nothing in it that may not be shared
  /// is another registration's by then. `is_new` says which is meant: refuses with client_unknown
  /// when the one to be replaced is gone, and with enrol_invalid_client_metadata when a name or a
  /// seal is taken. What operators decided of the former meanwhile (profile, suspension) stays:
  /// gives what is enrolled now. Else as admit.
  Outcome<EnrolledTpp> change(EnrolledTpp next, bool is_new);

  /// Takes out the TPP with this client_id; false if there is none.
  bool dismiss(std::string_view client_id);

  /// Whether a client of this TPP in this environment is suspended: then all of them are.
  bool is_suspended(std::string_view oid, Environment environment) const;

  /// Says that this TPP is being changed here and in the book behind: while it lives, what the
  /// book was read to say of the TPP does not count. Not longer-lived than the register.
  class Changing {
   public:
    Changing(TppRegister& tpps, std::string client_id);
    ~Changing();
    Changing(const Changing&) = delete;
    Changing& operator=(const Changing&) = delete;

   private:
    TppRegister& tpps_;
    std::string client_id_;
  };

  /// A moment in the order of the changes made here; to be asked before the book is read.
  std::uint64_t moment() const;

  /// Puts everyone in place at once, as the book was read to say after `moment`. Whoever was being
  /// changed here since then stays as he is here: false if there is one, and the book is to be read
  /// again. A TPP with a seal that cannot serve is left out.
  bool catch_up(std::vector<EnrolledTpp> everyone, std::uint64_t moment);

  /// Forgets everyone.
  void clear();

  std::shared_ptr<const RegisteredTpp> by_client_id(std::string_view client_id) const;
  /// The first TPP enrolled with this organizationIdentifier in this environment, or null.
  std::shared_ptr<const RegisteredTpp> by_oid(std::string_view oid, Environment environment) const;
  /// Everyone, in the order of enrolment.
  std::vector<std::shared_ptr<const RegisteredTpp>> everyone() const;
  /// The first TPP that declared this keyId, or null.
  std::shared_ptr<const RegisteredTpp> by_key_id(std::string_view key_id) const;
  /// The TPP that owns the seal with this fingerprint (64 hex SHA-256 or 40 hex SHA-1, lower case),
  /// or null.
  std::shared_ptr<const RegisteredTpp> by_seal(std::string_view fingerprint) const;

 private:
  /// Of a TPP that was changed here and whose change the book may not show yet.
  struct Change {
    int under_way = 0;
    std::uint64_t ended = 0;  ///< the last that did, as a moment
  };

  // shared: a request in flight keeps the entry it was admitted with
  using Index = std::map<std::string, std::shared_ptr<const RegisteredTpp>, std::less<>>;
  using Everyone = std::vector<std::shared_ptr<const RegisteredTpp>>;
  Everyone ready_for_use(std::vector<EnrolledTpp> everyone) const;
  void put(std::shared_ptr<const RegisteredTpp> registered);
  Outcome<void> refuse_taken(const EnrolledTpp& candidate) const;
  void index(const std::shared_ptr<const RegisteredTpp>& registered);
  void index_all();

  mutable ReadMostlyMutex mutex_;
  Everyone in_order_;  // of enrolment
  Index by_client_id_;
  std::array<Index, 2> by_oid_;  ///< by environment
  Index by_key_id_;
  Index by_seal_;
  std::array<std::set<std::string, std::less<>>, 2> suspended_;  ///< OIDs by environment
  /// Whether there is any in suspended_: every request asks, and hardly ever must look.
  std::array<std::atomic<bool>, 2> some_suspended_{};
  std::uint64_t moment_ = 0;
  std::map<std::string, Change, std::less<>> changes_;  ///< by client_id
};

}  // namespace guichet::tpp
