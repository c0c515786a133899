// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/profile.hpp"
#include "message/request.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::tpp {

/// The parameters of a Signature header (draft-cavage-http-signatures-12, 2.1).
struct SignatureParameters {
  std::string key_id;
  std::string algorithm;             ///< empty if absent
  bool names_headers = false;        ///< a headers parameter was given
  std::vector<std::string> headers;  ///< lower case, in order
  std::string signature;             ///< decoded bytes
  std::string created;               ///< as given; empty if absent
  std::string expires;
};

/// Refuses with sig_malformed (quotes, blanks in base64, a parameter twice, more than 1,024
/// characters of base64). Unknown parameters are ignored.
Outcome<SignatureParameters> read_signature(std::string_view header);

/// The string that was signed: one line a name, joined by LF without a last one (draft 2.3).
/// Refuses with sig_header_absent or sig_headers.
Outcome<std::string> signing_string(const message::Request& request,
                                    const std::vector<std::string>& names);

/// How a seal stands with its issuer at an instant: SealStanding::judge, where one is asked.
using StandingOf = std::function<Outcome<void>(const crypto::Certificate& seal, Instant now)>;

/// Checks the seal of a request that came over the TLS certificate of `caller`. The cheap refusals
/// come first; the RSA check is last: it costs 13 us, a stranger's junk should cost us less than it
/// costs him. Keys are looked up in the register and never fetched. Refuses with one of the sig_*
/// codes, digest_mismatch, or what `standing_of` refuses with.
Outcome<void> verify_seal(const message::Request& request, const RegisteredTpp& caller,
                          const TppRegister& tpps, const Profile& profile, Instant now,
                          const StandingOf& standing_of);

}  // namespace guichet::tpp
