// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "crypto/openssl_handle.hpp"
#include "domain/clock.hpp"

namespace guichet::crypto {

/// One whole DER certificate, or null. Leaves OpenSSL's error queue as it comes.
CertificateHandle certificate_of(std::string_view der);

/// The instant of an ASN.1 time, or nothing if it is malformed.
std::optional<Instant> instant_of(const ASN1_TIME* time);

}  // namespace guichet::crypto
