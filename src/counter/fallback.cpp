// SPDX-License-Identifier: Apache-2.0
#include "counter/fallback.hpp"

#include <boost/json.hpp>
#include <optional>

#include "crypto/jwt.hpp"
#include "crypto/secret.hpp"
#include "stet/json_reader.hpp"

namespace guichet::counter {
namespace {

namespace json = boost::json;

std::int64_t numeric_date(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::optional<std::string> text_of(const json::object& claims, std::string_view name) {
  const json::value* value = claims.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<Instant> instant_of(const json::object& claims, std::string_view name) {
  constexpr std::int64_t year_3000 = 32'503'680'000;  // far from where a clock would overflow
  const json::value* value = claims.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t seconds = value->get_int64();
  if (seconds < 0 || seconds > year_3000) return std::nullopt;
  return Instant{std::chrono::seconds{seconds}};
}

std::unexpected<Refusal> refuse_pass(std::string why) {
  return refuse(Code::page_pass_refused, {}, std::move(why));
}

}  // namespace

std::string audience_at(std::string_view online_bank, std::string_view establishment) {
  return std::string(online_bank) + std::string(pass_path) +
         "?cdetab=" + std::string(establishment);
}

std::string signed_pass(const FallbackPass& pass, const FallbackKey& key) {
  const json::object claims{{"iss", pass.issuer},
                            {"aud", pass.audience},
                            {"sub", pass.tpp},
                            {"client_name", pass.tpp_name},
                            {"iat", numeric_date(pass.issued_at)},
                            {"nbf", numeric_date(pass.issued_at)},
                            {"exp", numeric_date(pass.expires_at)},
                            {"jti", pass.id}};
  return crypto::signed_jwt(crypto::rs256_header(key.certificate), json::serialize(claims),
                            key.key);
}

Outcome<FallbackPass> read_pass(std::string_view jwt, const crypto::Certificate& certificate) {
  const auto signed_claims =
      crypto::claims_of_jwt(jwt, crypto::rs256_header(certificate), certificate.key);
  if (!signed_claims) return refuse_pass("not signed by the bank");
  const auto read = stet::read_json(*signed_claims);
  if (!read || !read->is_object()) return refuse_pass("claims are no JSON object");
  const json::object& claims = read->get_object();
  auto issuer = text_of(claims, "iss");
  auto audience = text_of(claims, "aud");
  auto tpp = text_of(claims, "sub");
  auto tpp_name = text_of(claims, "client_name");
  auto id = text_of(claims, "jti");
  const auto issued_at = instant_of(claims, "nbf");
  const auto expires_at = instant_of(claims, "exp");
  if (!issuer || !audience || !tpp || !tpp_name || !id || !issued_at || !expires_at)
    return refuse_pass("a claim is missing");
  return FallbackPass{*std::move(issuer),   *std::move(audience), *std::move(tpp),
                      *std::move(tpp_name), *issued_at,           *expires_at,
                      *std::move(id)};
}

std::string let_in(std::string_view online_bank, const FallbackKey& key,
                   std::string_view establishment, std::string_view issuer, const EnrolledTpp& tpp,
                   Instant now, Randomness& randomness) {
  const Instant since = std::chrono::floor<std::chrono::seconds>(now);
  const FallbackPass pass{
      std::string(issuer),   audience_at(online_bank, establishment), tpp.oid, tpp.name, since,
      since + pass_lifetime, crypto::new_secret(randomness)};
  return std::string(online_bank) + std::string(pass_path) +
         "?service=dei&cdetab=" + std::string(establishment) +
         "&fallback=" + signed_pass(pass, key);
}

}  // namespace guichet::counter
