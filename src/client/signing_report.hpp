// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "client/failure.hpp"
#include "client/signer.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "message/request.hpp"

namespace guichet::client {

/// The certificate of a seal, and the file it was read from.
struct SealCertificate {
  std::filesystem::path file;
  crypto::Certificate certificate;
};

/// Reads the first certificate of a PEM file. The failure names the file and what is wrong with it.
Result<SealCertificate> read_seal_certificate(const std::filesystem::path& file);

/// How `request` was signed, for whoever wonders why a bank refuses it: a text of several lines to
/// lay beside the `signature` that the sandbox keeps of the request (GET /_sandbox/requests), whose
/// member names its labels are. Credentials are left out, as there. `seal` is the certificate that
/// the keyId is meant to name, or why there is none; `now` says whether it has expired.
std::string signing_report(const Explanation& made, const message::Request& request,
                           const Result<SealCertificate>& seal, Instant now);

}  // namespace guichet::client
