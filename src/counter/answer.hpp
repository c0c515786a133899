// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "counter/admission.hpp"
#include "domain/outcome.hpp"
#include "message/response.hpp"
#include "oauth/token.hpp"

namespace guichet::counter {

/// Where refusals are explained; "" makes the links relative to the host that refused.
struct HelpLinks {
  std::string errors;     ///< base of /errors/CODE: "http://127.0.0.1:8080"
  std::string inspector;  ///< base of /inspector/ID; empty where there is no inspector
};

/// The value of the Link header that leads to what a refusal means and what to do.
std::string help_link(Code code, const HelpLinks& help);

/// True for the refusals of the seal check, the digest's included.
bool is_about_the_signature(Code code);

/// A refusal in the words of the route's kind: STET ErrorModel, or RFC 6749 5.2 for the token
/// endpoints. Adds Allow, WWW-Authenticate, Retry-After, Link rel=help where they belong; failed
/// TLS identity closes the connection (STET part 1, 3.2). Like every answer of an AIS method it
/// says how the batch quota stands, if that is known (RateLimit).
message::Response refused(const Admission& admission, const Refusal& refusal,
                          const HelpLinks& help);

/// 200 with a HAL document.
message::Response document(const Admission& admission, std::string body);

/// A status without body: 201, 204.
message::Response bare(const Admission& admission, int status);

/// RFC 6749 5.1.
message::Response token_answer(const Admission& admission, const oauth::TokenAnswer& answer);

/// 302 to the online bank (RFC 9110 15.4.3), with a page for whoever does not follow.
message::Response sent_to(const Admission& admission, const std::string& location);

/// A RegistrationRecord (RFC 7591 3.2.1).
message::Response registration(const Admission& admission, int status, std::string body);

/// A certificate of the bank's in PEM, which stays what it is.
message::Response published(std::string certificate_pem);

/// A JSON document of ours that is the same for everybody.
message::Response open_json(std::string body);

}  // namespace guichet::counter
