// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/application.hpp"
#include "client/failure.hpp"
#include "client/transport.hpp"
#include "domain/clock.hpp"
#include "domain/randomness.hpp"

namespace guichet::client {

/// What a TPP tells of itself when it registers, besides its certificate for signatures.
struct Metadata {
  std::string oid;   ///< its organizationIdentifier, as its certificates have it
  std::string name;  ///< shown to customers; 1 to 70 characters
  std::string contact;
  std::string scope;  ///< "aisp", or several with blanks between
  std::vector<std::string> redirect_uris;
};

/// The body of a registration (RFC 7591 2): `metadata`, and the seal's certificate in DER under the
/// keyId of `application`.
std::string registration_body(const Application& application, const Metadata& metadata,
                              std::string_view seal_der);

/// How an enrolment ended.
struct EnrolmentReply {
  std::optional<std::string> client_id;  ///< nothing if the bank refused
  bool is_new = true;                    ///< false: a registration of before was changed
  Answer answer;                         ///< the last one: the record, or the refusal
};

/// Registers `application` at its bank by the enrolment API ("API Enregistrement DSP2", after STET
/// 1.4.2 3.4): a token of scope manageRegistration, then POST of `body`, sealed with the key that
/// it brings. With a `former_client_id` that registration is changed, unless the bank knows it no
/// more.
Result<EnrolmentReply> enrol(const Application& application, Transport& transport,
                             const Clock& clock, Randomness& randomness,
                             const std::string& former_client_id, const std::string& body);

}  // namespace guichet::client
