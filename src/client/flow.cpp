// SPDX-License-Identifier: Apache-2.0
#include "client/flow.hpp"

#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <cstddef>

#include "client/json_member.hpp"
#include "crypto/base64.hpp"
#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"
#include "domain/outcome.hpp"
#include "message/http_date.hpp"
#include "message/target.hpp"

namespace guichet::client {
namespace {

namespace json = boost::json;

using message::percent_encoded;

std::string challenge_of(std::string_view verifier) {
  const crypto::Sha256 hash = crypto::sha256(verifier);
  return crypto::base64url({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::optional<std::string> value_of(const message::Parameters& parameters, std::string_view name) {
  const auto value = message::single(parameters, name);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

}  // namespace

Authorization begin_authorization(const Application& application, std::string_view redirect_uri,
                                  std::string_view scope, Randomness& randomness) {
  Authorization started;
  started.redirect_uri = std::string(redirect_uri);
  started.state = crypto::new_secret(randomness).substr(0, 34);  // the group's sheet: string[34]
  started.code_verifier = crypto::new_secret(randomness);
  started.url = application.authorize;
  started.url += application.authorize.contains('?') ? '&' : '?';
  started.url += "response_type=code&client_id=" + percent_encoded(application.client_id) +
                 "&redirect_uri=" + percent_encoded(redirect_uri) +
                 "&scope=" + percent_encoded(scope) + "&state=" + percent_encoded(started.state) +
                 "&code_challenge=" + challenge_of(started.code_verifier) +
                 "&code_challenge_method=S256";
  return started;
}

Result<Callback> read_callback(std::string_view target) {
  const auto parameters =
      message::parse_parameters(message::query_of(target.substr(0, target.find('#'))), true);
  if (!parameters) return fail(Trouble::answer, "the callback's query has a malformed %-escape");
  for (const std::string_view name : {"code", "state", "iss", "error", "error_description"})
    if (message::occurrences(*parameters, name) > 1)
      return fail(Trouble::answer, "the callback has \"" + std::string(name) + "\" more than once");
  Callback callback;
  callback.code = value_of(*parameters, "code");
  callback.state = value_of(*parameters, "state");
  callback.iss = value_of(*parameters, "iss");
  callback.error = value_of(*parameters, "error");
  callback.error_description = value_of(*parameters, "error_description").value_or("");
  return callback;
}

Result<std::string> code_of(const Authorization& authorization, const Callback& callback,
                            std::string_view issuer) {
  if (!callback.state || !crypto::equal_in_constant_time(*callback.state, authorization.state))
    return fail(Trouble::answer,
                "the callback's state is not ours: it answers another request; connect again");
  if (!issuer.empty() && callback.iss != issuer)
    return fail(Trouble::answer,
                "the callback's iss is " +
                    (callback.iss ? "\"" + *callback.iss + "\"" : std::string("missing")) +
                    ", expected \"" + std::string(issuer) + "\"");
  if (callback.error)
    return fail(Trouble::answer,
                "the bank sent the customer back without a code: " + *callback.error +
                    (callback.error_description.empty() ? "" : ", ") + callback.error_description);
  if (!callback.code || callback.code->empty())
    return fail(Trouble::answer, "the callback has neither a code nor an error");
  return *callback.code;
}

Result<TokenReply> TokenEndpoint::exchange(const Authorization& authorization,
                                           std::string_view code) {
  // No scope: the group's sheets want this request without it.
  return post("grant_type=authorization_code&client_id=" + percent_encoded(application_.client_id) +
                  "&code=" + percent_encoded(code) +
                  "&redirect_uri=" + percent_encoded(authorization.redirect_uri) +
                  "&code_verifier=" + percent_encoded(authorization.code_verifier),
              {});
}

Result<TokenReply> TokenEndpoint::refresh(const Tokens& tokens) {
  return post("grant_type=refresh_token&client_id=" + percent_encoded(application_.client_id) +
                  "&refresh_token=" + percent_encoded(tokens.refresh_token),
              tokens.refresh_token);
}

/// When the bank answered, by its own clock: that is what ends the token.
Instant TokenEndpoint::time_of(const Answer& answer) const {
  const Instant now = clock_.now();
  return message::read_http_date(answer.headers.find("Date").value_or(""), now).value_or(now);
}

Result<TokenReply> TokenEndpoint::post(std::string form, std::string_view former_refresh_token) {
  message::Request request;
  request.method = "POST";
  request.target = application_.endpoint(token_path);
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.add("Accept", "application/json");
  request.headers.add("X-Request-ID", new_request_id(randomness_));
  request.body = std::move(form);
  GUICHET_TRY(answer, transport_.send(application_.api, request, Caller::tpp));
  if (answer.status != 200) return TokenReply{std::nullopt, std::move(answer)};
  GUICHET_TRY(tokens, read_tokens(answer.body, former_refresh_token, time_of(answer)));
  return TokenReply{tokens, std::move(answer)};
}

Result<Tokens> read_tokens(std::string_view body, std::string_view former_refresh_token,
                           Instant now) {
  GUICHET_TRY(object, read_object(body));
  Tokens tokens;
  tokens.access_token = text_in(object, "access_token");
  tokens.refresh_token = text_in(object, "refresh_token");
  tokens.scope = text_in(object, "scope");
  if (tokens.access_token.empty())
    return fail(Trouble::answer, "the token answer has no access_token");
  if (tokens.refresh_token.empty()) tokens.refresh_token = std::string(former_refresh_token);
  boost::system::error_code not_a_number;
  const json::value* expires_in = object.if_contains("expires_in");
  // An hour is what the group's sheet says when nothing is said.
  const auto seconds =
      expires_in != nullptr ? expires_in->to_number<std::int64_t>(not_a_number) : 3600;
  constexpr std::int64_t a_year = std::int64_t{366} * 24 * 3600;
  tokens.obtained_at = now;
  tokens.expires_at = now + std::chrono::seconds{seconds > 0 && seconds < a_year ? seconds : 3600};
  return tokens;
}

std::string new_request_id(Randomness& randomness) {
  std::array<std::byte, 16> bytes{};
  randomness.fill(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    id += digits[std::to_integer<std::size_t>(bytes[i] >> 4)];
    id += digits[std::to_integer<std::size_t>(bytes[i] & std::byte{0x0f})];
  }
  return id;
}

}  // namespace guichet::client
