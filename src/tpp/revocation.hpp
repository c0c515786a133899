// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/ocsp.hpp"
#include "crypto/revocation_list.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"

namespace guichet::tpp {

/// How long past its nextUpdate the last good list still counts, when nothing newer can be had.
inline constexpr std::chrono::hours list_grace{24};

/// Until when a path was found good, and by which state of the book. Whoever keeps it beside the
/// path need not have the same looked up at every request. Safe on any thread.
class GoodStanding {
 public:
  bool holds(std::uint64_t state, Instant now) const;
  void note(std::uint64_t state, Instant until);

 private:
  /// One number, so that both are of one finding: above, the lower half of the state; below, the
  /// end in seconds since 1970.
  std::atomic<std::uint64_t> found_{0};
};

/// What issuers last said of the certificates they issued: their revocation lists, and their
/// responders' answers about single certificates. It is filled beside the way of requests and asked
/// at each of them, from memory. Safe on any thread.
class RevocationBook {
 public:
  /// Puts a list in the place of the former one of its issuer. Refuses with cert_status one that
  /// was issued before that. Lists for different distribution points (RFC 5280 5.2.5) stand beside
  /// each other.
  Outcome<void> take_list(crypto::RevocationList list);

  /// Notes that a responder was asked, and its answer; nothing: it gave none that counts. A former
  /// answer stays until a later one comes.
  void take_answer(const crypto::IssuedCertificate& certificate,
                   const std::optional<crypto::OcspAnswer>& answer, Instant asked_at);

  /// Goes up with whatever is taken.
  std::uint64_t state() const { return state_.load(std::memory_order_acquire); }

  /// Judges a path, the certificate itself first; gives until when it is good if nothing more is
  /// taken. Refuses with cert_revoked if a list or an answer
  /// says so of any on it, whatever its age; and with cert_status if neither an answer nor a list
  /// in force (or past its end by list_grace at most) speaks of the first, or if its responder was
  /// never asked. Of the authorities above it silence is no objection. Rows 6 to 8.
  Outcome<Instant> judge(std::span<const crypto::IssuedCertificate> path, Instant now) const;

  /// True until take_answer was called for `certificate`: the first request it is used for waits
  /// for that (row 7).
  bool is_unasked(const crypto::IssuedCertificate& certificate) const;

  /// The certificates whose issuers should be asked again: an answer came before `answered_before`,
  /// or none came at an asking before `silent_before`, or one that came before that ends by
  /// `ends_by`.
  std::vector<crypto::IssuedCertificate> due(Instant answered_before, Instant silent_before,
                                             Instant ends_by) const;

  /// When the first of the lists of an issuer should be followed by the next, if there is one.
  std::optional<Instant> next_update_of(const std::string& issuer) const;

 private:
  struct Asked {
    crypto::IssuedCertificate certificate;
    std::optional<crypto::OcspAnswer> answer;
    Instant at;
  };
  /// All that is known of one certificate; null where nothing is. Views, under the lock.
  struct Word {
    bool is_revoked;
    const crypto::RevocationList* list;  ///< whose silence means that it is good
    const Asked* asked;
  };
  Word word_on(const crypto::IssuedCertificate& certificate) const;

  mutable std::shared_mutex mutex_;
  std::atomic<std::uint64_t> state_{1};  ///< changed under mutex_
  /// By issuer; several where an issuer spreads its certificates over distribution points.
  std::map<std::string, std::vector<crypto::RevocationList>> lists_;
  std::unordered_map<std::string, Asked> asked_;  ///< by issuer and serial
};

}  // namespace guichet::tpp
