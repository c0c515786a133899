// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/read_mostly_mutex.hpp"
#include "domain/tpp.hpp"
#include "message/request.hpp"
#include "tpp/trust.hpp"

namespace guichet::tpp {

/// What a good QWAC says of its holder.
struct RecognisedTpp {
  std::string oid;
  std::set<TppRole> roles;
  std::string thumbprint;  ///< SHA-256 of the certificate, lower-case hex
};

/// What `certificate` says of its holder, if it is a QWAC: the part of the verdict that depends
/// neither on time nor on its issuer, the same in TLS and at enrolment. Refuses with cert_purpose
/// (a QSEAL, or usages for other things), cert_no_psd2, cert_ambiguous or cert_bad_oid.
Outcome<std::shared_ptr<const RecognisedTpp>> read_qwac(const crypto::Certificate& certificate);

/// Judges the certificates that clients present in TLS. The costly reading is remembered by
/// thumbprint (bounded); validity and revocation are judged anew at every call, so a certificate
/// that expires or is revoked on an open connection is refused at its next request. Safe on any
/// thread.
class QwacJudge {
 public:
  /// `trust` outlives this.
  explicit QwacJudge(const Trust& trust) : trust_(trust) {}

  /// Refuses, in this order, with cert_required, cert_untrusted, cert_not_yet_valid, cert_expired,
  /// cert_weak, as read_qwac does, cert_revoked or cert_status. Roles and enrolment are for the
  /// caller. ETSI TS 119 495; RTS article 34. Never null; shared with what is remembered, which
  /// every request asks for.
  Outcome<std::shared_ptr<const RecognisedTpp>> judge(const message::ClientCertificate* presented,
                                                      Instant now);

  /// The certificate presented, if judge refused it with cert_status because its issuer is still to
  /// be asked about it.
  std::optional<crypto::IssuedCertificate> unasked(const message::ClientCertificate& presented,
                                                   Instant now);

 private:
  struct Reading;
  using Verdict = Outcome<std::shared_ptr<const RecognisedTpp>>;
  // shared: another thread may drop it meanwhile
  using KnownReading = std::shared_ptr<const Reading>;
  /// The reading that serves at `now`, or null; under the lock.
  const Reading* known(const std::string& thumbprint, Instant now) const;
  /// Reads and remembers. Refuses what does not chain to an anchor, and does not remember that: the
  /// same certificate may come with its intermediates the next time.
  Outcome<KnownReading> read(const message::ClientCertificate& presented, Instant now);
  Verdict verdict_on(const Reading& reading, Instant now) const;

  const Trust& trust_;
  ReadMostlyMutex mutex_;
  std::unordered_map<std::string, KnownReading> readings_;
};

}  // namespace guichet::tpp
