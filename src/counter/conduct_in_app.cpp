// SPDX-License-Identifier: Apache-2.0
//
// What the bank's app and the telephone it is on ask of the counter; nothing of it waits.
#include "counter/conduct.hpp"
#include "message/target.hpp"
#include "oauth/parameters.hpp"

namespace guichet::counter {

Conductor::Answer Conductor::answer_open(const message::Request& request) const {
  Admission admission(request);
  GUICHET_CHECK(arrived, arrive(references_, admission));
  if (admission.match.route->kind != Kind::open) return refuse(Code::route_unknown);
  return serve_open(admission);
}

std::expected<sca::InAppRequest, Conductor::Answer> Conductor::read_in_app(
    const message::Request& request) const {
  using Refused = std::unexpected<Answer>;
  Admission admission(request);
  auto arrived = arrive(references_, admission);
  if (!arrived) return Refused(std::unexpected(std::move(arrived).error()));
  if (admission.match.route->endpoint != Endpoint::authorize)
    return Refused(refuse(Code::route_unknown));
  const auto parameters = oauth::read_parameters(message::query_of(request.target));
  if (!parameters)
    return Refused(refuse(Code::page_client_unknown, {}, "query is not well percent-encoded"));
  auto authorization = read_authorization(admission, *parameters);
  if (!authorization) return std::unexpected(std::move(authorization).error());
  return sca::InAppRequest{admission.establishment, clients_of(admission.environment),
                           issuer_at(admission), *std::move(authorization)};
}

}  // namespace guichet::counter
