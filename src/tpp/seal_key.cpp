// SPDX-License-Identifier: Apache-2.0
#include "tpp/seal_key.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace guichet::tpp {
namespace {

constexpr std::size_t sha256_digits = 64;
constexpr std::size_t sha1_digits = 40;

/// The fingerprint in a keyId: lower-case hex, or empty if there is none.
class Fingerprint {
 public:
  explicit Fingerprint(std::string_view key_id) {
    const std::size_t underscore = key_id.rfind('_');
    if (underscore == std::string_view::npos) return;
    std::string_view rest = key_id.substr(underscore + 1);
    const std::size_t dot = rest.rfind('.');
    if (dot != std::string_view::npos && is_certificate_extension(rest.substr(dot)))
      rest = rest.substr(0, dot);
    read(rest);
  }

  std::string_view hex() const { return {digits_.data(), length_}; }

 private:
  static bool is_certificate_extension(std::string_view text) {
    for (const std::string_view known : {".pem", ".crt", ".cer", ".der"})
      if (message::same_name(text, known)) return true;
    return false;
  }

  void read(std::string_view text) {
    std::size_t length = 0;
    for (const char character : text) {
      if (character == ':') continue;
      const char lower = character >= 'A' && character <= 'F'
                             ? static_cast<char>(character - 'A' + 'a')
                             : character;
      const bool is_hex = (lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f');
      if (!is_hex || length == digits_.size()) return;
      digits_[length++] = lower;
    }
    if (length == sha256_digits || length == sha1_digits) length_ = length;
  }

  std::array<char, sha256_digits> digits_{};
  std::size_t length_ = 0;
};

const Seal* seal_with(std::string_view fingerprint, const RegisteredTpp& tpp) {
  if (fingerprint.empty()) return nullptr;
  for (const Seal& seal : tpp.seals)
    if (seal.certificate.sha256_hex == fingerprint || seal.certificate.sha1_hex == fingerprint)
      return &seal;
  return nullptr;
}

/// Whose keyId this is if it is not the caller's.
std::shared_ptr<const RegisteredTpp> other_owner(std::string_view key_id,
                                                 std::string_view fingerprint,
                                                 const TppRegister& tpps, const Profile& profile) {
  if (!fingerprint.empty())
    if (auto owner = tpps.by_seal(fingerprint)) return owner;
  if (auto owner = tpps.by_key_id(key_id)) return owner;
  return profile.client_id_as_key_id ? tpps.by_client_id(key_id) : nullptr;
}

std::unexpected<Refusal> unknown(std::string_view fingerprint, const RegisteredTpp& caller) {
  if (caller.seals.empty())
    return refuse(Code::sig_key_unknown, "No seal is enrolled for " + caller.tpp.oid.substr(0, 40) +
                                             "; enrol your QSEAL certificate.");
  if (fingerprint.empty())
    return refuse(Code::sig_key_unknown,
                  "keyId is not the one declared and has no 64 hex digits after its last _.");
  return refuse(Code::sig_key_unknown,
                "keyId's fingerprint is that of no enrolled QSEAL; it is the SHA-256 of the "
                "certificate's DER.");
}

}  // namespace

Outcome<NamedSeals> seals_of(std::string_view key_id, const message::Request& request,
                             const RegisteredTpp& caller, const TppRegister& tpps,
                             const Profile& profile) {
  const Fingerprint fingerprint(key_id);
  const std::string_view hex = fingerprint.hex();
  const bool is_declared =
      std::ranges::find(caller.tpp.key_ids, key_id) != caller.tpp.key_ids.end();
  const bool is_sha1 = hex.size() == sha1_digits;

  if (const Seal* seal = seal_with(hex, caller)) {
    if (is_sha1 && !profile.sha1_key_ids && !is_declared)
      return refuse(Code::sig_key_unknown,
                    "keyId has a SHA-1 fingerprint; end it with the 64 hex digits of the SHA-256.");
    return NamedSeals{nullptr, {seal, 1}};
  }
  if (is_declared && !caller.seals.empty()) return NamedSeals{nullptr, caller.seals};
  if (profile.client_id_as_key_id && key_id == caller.tpp.client_id && caller.seals.size() == 1)
    return NamedSeals{nullptr, caller.seals};
  if (request.certificate && hex == request.certificate->thumbprint)
    return refuse(Code::sig_key_type,
                  "keyId names the QWAC of this TLS connection; sign with the QSEAL key and name "
                  "its certificate.");

  auto owner = other_owner(key_id, hex, tpps, profile);
  if (!owner) return unknown(hex, caller);
  if (owner->tpp.oid != caller.tpp.oid) return refuse(Code::sig_key_foreign);
  const Seal* seal = seal_with(hex, *owner);
  // Another client_id of the same organization: its seals are named by fingerprint.
  if (seal == nullptr || (is_sha1 && !profile.sha1_key_ids)) return unknown(hex, caller);
  return NamedSeals{std::move(owner), {seal, 1}};
}

}  // namespace guichet::tpp
