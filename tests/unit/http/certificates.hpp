// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "http/listener.hpp"

namespace guichet::http {

/// A key with its certificate chain, leaf first.
struct Identity {
  std::string key_pem;
  std::vector<std::string> chain_der;

  std::string chain_pem() const;
  ServerCertificate as_server() const { return {chain_pem(), key_pem}; }
};

enum class KeyOf { ec_p256, rsa_1024, rsa_2048 };

/// A self-signed certificate for `common_name`.
Identity self_signed(const std::string& common_name, KeyOf key = KeyOf::ec_p256);

/// One of `length` certificates, each issued by the next.
Identity chained(const std::string& common_name, int length);

}  // namespace guichet::http
