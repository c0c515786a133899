// SPDX-License-Identifier: Apache-2.0
#include "counter/response_seal.hpp"

#include <array>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "message/http_date.hpp"

namespace guichet::counter {
namespace {

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

}  // namespace

std::string key_name_of(std::string_view sha256_hex) {
  return "certificate_" + std::string(sha256_hex);
}

void seal_response(message::Response& response, const message::Request& request,
                   const ResponseSeal& seal, std::string_view issuer, Instant now) {
  const crypto::Sha256 digest = crypto::sha256(response.body);
  response.headers.add("Date", message::http_date(now));
  response.has_date = true;
  response.headers.add(
      "Digest",
      "SHA-256=" + crypto::base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
  std::string names;
  std::string text;
  constexpr std::array<std::string_view, 4> wanted{"digest", "date", "content-type",
                                                   "x-request-id"};
  for (const std::string_view name : wanted) {
    const auto value = response.headers.find(name);
    if (!value) continue;
    names += std::string(name) + " ";
    text += std::string(name) + ": " + std::string(*value) + "\n";
  }
  names += "(request-target)";
  text += "(request-target): " + in_lower_case(request.method) + " " + request.target;
  response.headers.add(
      "Signature", "keyId=\"" + std::string(issuer) + "/api/keyid/" + key_name_of(seal.sha256_hex) +
                       "\",algorithm=\"rsa-sha256\",headers=\"" + names + "\",signature=\"" +
                       crypto::base64(seal.key.sign_rsa_sha256(text)) + "\"");
}

}  // namespace guichet::counter
