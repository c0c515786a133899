// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "counter/response_seal.hpp"
#include "crypto/key.hpp"
#include "crypto/x509.hpp"
#include "domain/outcome.hpp"

namespace guichet::app {

/// A certificate chain (PEM, its own certificate first) and the key of it.
struct SealPair {
  crypto::PrivateKey key;
  crypto::Certificate certificate;
  std::string chain_pem;
};

/// Refuses with internal what cannot be read, and a key that is not the RSA key of the certificate;
/// `said` names the file.
Outcome<SealPair> read_seal_pair(const std::filesystem::path& file,
                                 const std::filesystem::path& key_file);

/// The same as the seal of answers.
Outcome<counter::ResponseSeal> read_response_seal(const std::filesystem::path& file,
                                                  const std::filesystem::path& key_file);

}  // namespace guichet::app
