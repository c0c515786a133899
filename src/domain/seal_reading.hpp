// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace guichet {

/// What the signature of a refused request was checked against: for whoever debugs a client, in the
/// sandbox alone. Credentials are left out.
struct SealReading {
  /// The string as rebuilt here, line by line; empty if the Signature header cannot be read.
  std::vector<std::string> signing_string;
  std::vector<std::pair<std::string, std::string>> headers;  ///< in the order of the wire
  std::string body_digest;                                   ///< "SHA-256=..." of what arrived
  std::string rebuilt_hash;  ///< SHA-256 of the signing string, hex; empty as that is
  std::string signed_hash;   ///< what the signature holds; empty if none of the TPP's seals made it
  /// What would have verified had one thing been different; empty if nothing was found.
  std::string would_verify;
};

}  // namespace guichet
