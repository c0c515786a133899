// SPDX-License-Identifier: Apache-2.0
#include "counter/response_seal.hpp"

#include <array>
#include <utility>

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

std::shared_ptr<const ResponseSeal> ResponseSeals::of(std::string_view establishment) const {
  const std::scoped_lock lock(mutex_);
  if (const auto own = own_.find(establishment); own != own_.end()) return own->second;
  const auto given = given_.find(establishment);
  return given == given_.end() ? nullptr : given->second;
}

void ResponseSeals::give(SealsByCode seals) {
  const std::scoped_lock lock(mutex_);
  for (auto& [code, seal] : seals)
    given_.insert_or_assign(code, std::make_shared<const ResponseSeal>(std::move(seal)));
  any_.store(!given_.empty() || !own_.empty());
}

void ResponseSeals::set_own(std::string_view establishment,
                            std::shared_ptr<const ResponseSeal> seal) {
  const std::scoped_lock lock(mutex_);
  const std::string code(establishment);
  own_.erase(code);
  if (seal) own_.emplace(code, std::move(seal));
  any_.store(!given_.empty() || !own_.empty());
}

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
