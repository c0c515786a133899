// SPDX-License-Identifier: Apache-2.0
#include "tpp/seal_reading.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "tpp/seal_failure.hpp"
#include "tpp/seal_key.hpp"
#include "tpp/signature.hpp"
#include "tpp/signing_string.hpp"

namespace guichet::tpp {
namespace {

constexpr std::string_view left_out = "(left out)";

bool is_a_credential(std::string_view name) {
  return message::same_name(name, "authorization") || message::same_name(name, "cookie");
}

std::string digest_of(std::string_view body) {
  const crypto::Sha256 hash = crypto::sha256(body);
  return "SHA-256=" + crypto::base64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string shown_line(const message::Request& request, const std::string& name) {
  if (name == request_target)
    return name + ": " + in_lower_case(request.method) + ' ' + request.target;
  const auto value = request.headers.joined(name);
  if (!value) return name + ": (not in the request)";
  return name + ": " + (is_a_credential(name) ? std::string(left_out) : *value);
}

/// The seal of `caller` that made `signature`, and the hash it signed.
struct Made {
  const Seal* seal;
  crypto::Sha256 hash;
};
std::optional<Made> maker_of(std::string_view signature, const RegisteredTpp& caller) {
  for (const Seal& seal : caller.seals)
    if (const auto hash = seal.certificate.key.hash_signed_in(signature)) return Made{&seal, *hash};
  return std::nullopt;
}

/// The request as it would be with a Digest of its body, for clients that sign one and do not send
/// it, or send another than they signed.
message::Request with_right_digest(const message::Request& request, const std::string& digest) {
  message::Request right = request;
  right.headers = {};
  for (const message::Header& header : request.headers.all())
    if (!message::same_name(header.name, "digest")) right.headers.add(header.name, header.value);
  right.headers.add("Digest", digest);
  return right;
}

bool was_signed(const message::Request& request, const std::vector<std::string>& names,
                const crypto::Sha256& hash) {
  const auto text = signing_string(request, names);
  return text && crypto::sha256(*text) == hash;
}

/// A difference in Digest under which the signature would verify.
std::optional<std::string> digest_that_verifies(const message::Request& request,
                                                const std::vector<std::string>& names,
                                                const std::string& digest,
                                                const crypto::Sha256& hash) {
  const message::Request right = with_right_digest(request, digest);
  std::vector<std::string> others = names;
  const auto listed = std::ranges::find(others, "digest");
  if (listed != others.end()) {
    if (was_signed(right, names, hash))
      return "With the header Digest: " + digest + ", which was signed and not sent so.";
    others.erase(listed);
    if (was_signed(request, others, hash))
      return "With digest left out of headers=\"...\": it is listed, and no such line was signed.";
    return std::nullopt;
  }
  others.emplace_back("digest");
  if (was_signed(right, others, hash))
    return "With digest listed last in headers=\"...\" and sent: it was signed and is not listed.";
  return std::nullopt;
}

std::string difference(const message::Request& request, const SignatureParameters& parameters,
                       const std::string& digest, const crypto::Sha256& hash) {
  if (was_signed(request, parameters.headers, hash))
    return "The signature itself is right; the verdict names the rule that was not kept.";
  if (auto found = digest_that_verifies(request, parameters.headers, digest, hash)) return *found;
  return mistake_signed(request, parameters.headers, hash).value_or("");
}

bool is_named_by(const std::string& key_id, const Seal& seal, const message::Request& request,
                 const RegisteredTpp& caller, const TppRegister& tpps, const Profile& profile) {
  const auto named = seals_of(key_id, request, caller, tpps, profile);
  return named && std::ranges::any_of(named->seals, [&](const Seal& each) {
           return each.certificate.sha256_hex == seal.certificate.sha256_hex;
         });
}

}  // namespace

SealReading read_seal(const message::Request& request, const RegisteredTpp& caller,
                      const TppRegister& tpps, const Profile& profile) {
  SealReading reading;
  for (const auto& [name, value] : request.headers.all())
    reading.headers.emplace_back(name, is_a_credential(name) ? left_out : value);
  reading.body_digest = digest_of(request.body);
  const auto header = request.headers.find("signature");
  const auto parameters = header ? read_signature(*header) : refuse(Code::sig_missing);
  if (!parameters) return reading;
  for (const std::string& name : parameters->headers)
    reading.signing_string.push_back(shown_line(request, name));
  if (const auto text = signing_string(request, parameters->headers))
    reading.rebuilt_hash = crypto::hex(crypto::sha256(*text));
  const auto made = maker_of(parameters->signature, caller);
  if (!made) return reading;
  reading.signed_hash = crypto::hex(made->hash);
  reading.would_verify = difference(request, *parameters, reading.body_digest, made->hash);
  if (!is_named_by(parameters->key_id, *made->seal, request, caller, tpps, profile))
    reading.would_verify += std::string(reading.would_verify.empty() ? "" : " ") +
                            "With a keyId that ends in _" + made->seal->certificate.sha256_hex +
                            ": that seal made the signature.";
  return reading;
}

}  // namespace guichet::tpp
