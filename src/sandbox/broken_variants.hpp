// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "domain/refusals.hpp"
#include "sandbox/test_authority.hpp"

namespace guichet::sandbox {

/// How a correct bank meets the holder of a certificate.
enum class Meeting {
  served,              ///< odd, but to be accepted
  refused,             ///< answered in HTTP with the code; a seal: in the calls that it signs
  cut_off,             ///< a fatal alert ends the handshake, and no byte of HTTP is answered
  refused_or_cut_off,  ///< either
  not_enrolled  ///< refused when it is enrolled, and with the code when it is used all the same
};

/// A certificate to be tested with. Texts are for people; the rest is for programs too.
struct BrokenVariant {
  std::string_view name;  ///< kebab-case: `guichet pki issue --broken NAME`
  CertificateKind kind;   ///< a QWAC is presented in TLS, a QSEAL signs
  int row;                ///< of the acceptance table
  std::string_view wrong;
  Meeting meeting;
  Code code;  ///< on a call of the API that is right but for this; Code::count_ for none
  /// The alert that ends the handshake, where a listener judges certificates there or `meeting`
  /// says so (RFC 8446 6.2). 0: none, or any.
  int alert;
  void (*spoil)(IssuePlan& plan);  ///< for IssueOptions::spoil
};

/// All variants, in the order of their rows. Each name once.
std::span<const BrokenVariant> broken_variants();

/// The variant of this name, or null.
const BrokenVariant* find_broken_variant(std::string_view name);

/// HTTP status that goes with `code`: 200 for who is served, 0 for who is cut off.
int status_of(const BrokenVariant& variant);

/// "served", "refused", "cut_off", "refused_or_cut_off", "not_enrolled".
std::string_view name_of(Meeting meeting);

/// "qwac" or "qseal".
std::string_view name_of(CertificateKind kind);

}  // namespace guichet::sandbox
