// SPDX-License-Identifier: Apache-2.0
#include "client/call.hpp"

#include "client/flow.hpp"
#include "domain/outcome.hpp"
#include "message/http_date.hpp"

namespace guichet::client {
namespace {

/// A sandbox's clock can be moved away from ours: its own Date then tells what it would accept.
std::optional<Instant> clock_that_refused_ours(const Answer& answer) {
  if (answer.status != 401 || !answer.body.contains("SIG_STALE")) return std::nullopt;
  return message::read_http_date(answer.headers.find("Date").value_or(""));
}

}  // namespace

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
  GUICHET_TRY(exchange, send(method, url->target, body, clock_.now()));
  const auto now_of_the_bank = clock_that_refused_ours(exchange.answer);
  if (!now_of_the_bank) return std::move(exchange);
  GUICHET_TRY(second, send(method, url->target, body, *now_of_the_bank));
  second.clock_of_the_bank = true;
  return std::move(second);
}

Result<Exchange> AisClient::send(std::string_view method, const std::string& target,
                                 const std::string& body, Instant now) {
  message::Request request;
  request.method = std::string(method);
  request.target = target;
  request.headers.add("Authorization", "Bearer " + access_token_);
  request.headers.add("Accept", "application/hal+json, application/json");
  if (!psu_ip_.empty()) request.headers.add("PSU-IP-Address", psu_ip_);
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  request.body = body;
  Exchange exchange;
  exchange.signature = signer_.sign(request, new_request_id(randomness_), now);
  GUICHET_TRY(answer, transport_.send(application_.api, request, Caller::tpp));
  exchange.answer = std::move(answer);
  return exchange;
}

}  // namespace guichet::client
