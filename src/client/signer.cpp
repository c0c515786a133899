// SPDX-License-Identifier: Apache-2.0
#include "client/signer.hpp"

#include <algorithm>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "message/http_date.hpp"

namespace guichet::client {
namespace {

constexpr std::string_view request_target = "(request-target)";

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

std::vector<std::string> names_to_cover(const message::Request& request) {
  std::vector<std::string> names{std::string(request_target), "x-request-id", "date", "digest"};
  for (const message::Header& header : request.headers.all())
    if (std::string name = lower_case(header.name); name.starts_with("psu-"))
      names.push_back(std::move(name));
  if (!request.body.empty() && request.headers.count("content-type") > 0)
    names.emplace_back("content-type");
  return names;
}

std::string joined(std::span<const std::string> names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : " ") + name;
  return list;
}

}  // namespace

Explanation Signer::sign(message::Request& request, std::string request_id, Instant now) const {
  request.headers.add("X-Request-ID", std::move(request_id));
  request.headers.add("Date", message::http_date(now));
  request.headers.add("Digest", digest_of(request.body));
  Explanation made;
  made.key_id = key_id_;
  made.names = names_to_cover(request);
  // Every name was taken from the request itself, so there is always a string.
  made.signing_string = signing_string(request, made.names).value();
  made.signature = crypto::base64(seal_.sign_rsa_sha256(made.signing_string));
  request.headers.add("Signature", "keyId=\"" + key_id_ + "\",algorithm=\"rsa-sha256\",headers=\"" +
                                       joined(made.names) + "\",signature=\"" + made.signature +
                                       "\"");
  return made;
}

std::optional<std::string> signing_string(const message::Request& request,
                                          std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += '\n';
    if (name == request_target) {
      text +=
          std::string(request_target) + ": " + lower_case(request.method) + ' ' + request.target;
      continue;
    }
    // (created) and (expires) are for other algorithms (draft-cavage-http-signatures-12, 2.3).
    const auto value = request.headers.joined(name);
    if (name.starts_with('(') || !value) return std::nullopt;
    text += lower_case(name) + ": " + *value;
  }
  return text;
}

std::string digest_of(std::string_view body) {
  const crypto::Sha256 hash = crypto::sha256(body);
  return "SHA-256=" + crypto::base64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace guichet::client
