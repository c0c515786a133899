// SPDX-License-Identifier: Apache-2.0
#include "app/seal_files.hpp"

#include <utility>

#include "crypto/x509.hpp"
#include "sandbox/kept_file.hpp"

namespace guichet::app {

Outcome<counter::ResponseSeal> read_response_seal(const std::filesystem::path& file,
                                                  const std::filesystem::path& key_file) {
  GUICHET_TRY(pem, sandbox::read_kept_file(file));
  GUICHET_TRY(chain, crypto::der_of_pem(pem));
  GUICHET_TRY(certificate, crypto::read_certificate(chain.front()));
  GUICHET_TRY(key_pem, sandbox::read_kept_file(key_file));
  GUICHET_TRY(key, crypto::PrivateKey::from_pem(key_pem));
  if (key.spki() != certificate.spki || certificate.key.kind() != crypto::KeyKind::rsa)
    return refuse(Code::internal, key_file.string() + " must be the RSA key of " + file.string());
  return counter::ResponseSeal{std::move(key), std::move(pem), certificate.sha256_hex};
}

}  // namespace guichet::app
