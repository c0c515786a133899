// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/x509.hpp"
#include "domain/outcome.hpp"
#include "domain/randomness.hpp"

namespace guichet::tpp {

/// The certificates a TPP enrols with, in DER, each once and in the order in which they came.
struct EnrolledCertificates {
  std::vector<std::string> seals;
  std::vector<std::string> qwacs;
};

/// Judges the certificates of a registration (each base64 of DER, as in a JWK's x5c). Each must
/// chain to `anchors`, be in its validity or begin later (a successor may be enrolled early), carry
/// `oid` and a PSD2 statement; QcType eseal makes it a seal, all else must be a QWAC as read_qwac
/// judges it; both types, both. A seal needs an RSA key of 2048 to 6144 bits. Whether one is
/// revoked is for the caller. Refuses with enrol_invalid_client_metadata (not base64, or no seal
/// among them), with cert_untrusted, cert_expired, cert_not_yet_valid (its issuer is not),
/// cert_weak, cert_purpose, cert_no_psd2, cert_ambiguous or cert_bad_oid; `said` names the
/// certificate by its place from 0. ETSI TS 119 495; RFC 7517 4.7.
Outcome<EnrolledCertificates> judge_certificates(std::span<const std::string> x5c_base64,
                                                 std::string_view oid,
                                                 const crypto::TrustStore& anchors, Instant now);

/// A new client_id such as 1PSDNL-DNB-33031431-0-RWMH: at most 34 characters, all of which may
/// stand in a path as they are. Of a long `oid` only the beginning; what a path would escape
/// becomes "_". `count_so_far`: how many clients the TPP has had. The four letters make two calls
/// differ, but for one in 456,976: whoever enrols asks again if the id is taken.
std::string new_client_id(std::string_view oid, std::size_t count_so_far, Randomness& randomness);

}  // namespace guichet::tpp
