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
    if (std::string name = lower_case(header.name);
        name.starts_with("psu-") && std::ranges::find(names, name) == names.end())
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

void add_unless_there(message::Request& request, std::string_view name, const std::string& value) {
  if (request.headers.count(name) == 0) request.headers.add(name, value);
}

}  // namespace

Explanation Signer::sign(message::Request& request, const std::string& request_id,
                         Instant now) const {
  // Every name is taken from the request itself, so there is always a string.
  return sign_with({}, request, request_id, now).value();
}

std::expected<Explanation, std::string> Signer::sign_with(const Departures& departures,
                                                          message::Request& request,
                                                          const std::string& request_id,
                                                          Instant now) const {
  add_unless_there(request, "X-Request-ID", request_id);
  add_unless_there(request, "Date", message::http_date(now));
  add_unless_there(request, "Digest", digest_of(request.body));
  Explanation made;
  made.key_id = key_id_;
  made.names = departures.names.empty() ? names_to_cover(request) : departures.names;
  for (const std::string& name : made.names)
    if (!signing_string(request, std::span(&name, 1))) return std::unexpected(name);
  made.signing_string = signing_string(request, made.names, departures.method_word).value();
  made.signature = crypto::base64(seal_.sign_rsa_sha256(made.signing_string));
  request.headers.add("Signature", "keyId=\"" + key_id_ + "\",algorithm=\"rsa-sha256\",headers=\"" +
                                       joined(made.names) + "\",signature=\"" + made.signature +
                                       "\"");
  return made;
}

std::optional<std::string> signing_string(const message::Request& request,
                                          std::span<const std::string> names,
                                          std::string_view method_word) {
  const std::string word =
      method_word.empty() ? lower_case(request.method) : std::string(method_word);
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += '\n';
    if (name == request_target) {
      text += std::string(request_target) + ": " + word + ' ' + request.target;
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
