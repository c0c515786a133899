// SPDX-License-Identifier: Apache-2.0
#include "client/call.hpp"

#include "client/flow.hpp"
#include "domain/outcome.hpp"

namespace guichet::client {

Result<Exchange> AisClient::get(std::string_view href, std::string_view found_in) {
  return call("GET", href, found_in, {});
}

Result<Exchange> AisClient::put(std::string_view href, std::string_view found_in,
                                std::string body) {
  return call("PUT", href, found_in, std::move(body));
}

Result<Exchange> AisClient::call(std::string_view method, std::string_view href,
                                 std::string_view found_in, std::string body) {
  Url here = application_.api;
  here.target = std::string(found_in);
  const auto url = resolved(here, href);
  if (!url || !same_origin(*url, application_.api))
    return fail(Trouble::answer, "the link \"" + std::string(href) + "\" leads away from " +
                                     application_.api.origin() + "; not followed");
  return send(method, url->target, std::move(body));
}

Result<Exchange> AisClient::send(std::string_view method, const std::string& target,
                                 std::string body) {
  message::Request request;
  request.method = std::string(method);
  request.target = target;
  request.headers.add("Authorization", "Bearer " + access_token_);
  request.headers.add("Accept", "application/hal+json, application/json");
  if (!psu_ip_.empty()) request.headers.add("PSU-IP-Address", psu_ip_);
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  Exchange exchange;
  exchange.signature = signer_.sign(request, new_request_id(randomness_), clock_.now());
  GUICHET_TRY(answer, transport_.send(application_.api, request, Caller::tpp));
  exchange.answer = std::move(answer);
  return exchange;
}

}  // namespace guichet::client
