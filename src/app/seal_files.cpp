// SPDX-License-Identifier: Apache-2.0
#include "app/seal_files.hpp"

#include <utility>

#include "sandbox/kept_file.hpp"

namespace guichet::app {
namespace {

/// The outcome, and of a refusal where it comes from.
template <class T>
Outcome<T> in_file(const std::filesystem::path& file, Outcome<T> outcome) {
  if (!outcome) outcome.error().said = file.string() + ": " + outcome.error().said;
  return outcome;
}

}  // namespace

Outcome<SealPair> read_seal_pair(const std::filesystem::path& file,
                                 const std::filesystem::path& key_file) {
  GUICHET_TRY(pem, sandbox::read_kept_file(file));
  GUICHET_TRY(chain, in_file(file, crypto::der_of_pem(pem)));
  GUICHET_TRY(certificate, in_file(file, crypto::read_certificate(chain.front())));
  GUICHET_TRY(key_pem, sandbox::read_kept_file(key_file));
  GUICHET_TRY(key, in_file(key_file, crypto::PrivateKey::from_pem(key_pem)));
  if (key.spki() != certificate.spki || certificate.key.kind() != crypto::KeyKind::rsa)
    return refuse(Code::internal, key_file.string() + " must be the RSA key of " + file.string());
  return SealPair{std::move(key), std::move(certificate), std::move(pem)};
}

Outcome<counter::ResponseSeal> read_response_seal(const std::filesystem::path& file,
                                                  const std::filesystem::path& key_file) {
  GUICHET_TRY(pair, read_seal_pair(file, key_file));
  return counter::ResponseSeal{std::move(pair.key), std::move(pair.chain_pem),
                               pair.certificate.sha256_hex};
}

}  // namespace guichet::app
