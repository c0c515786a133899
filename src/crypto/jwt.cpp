// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwt.hpp"

#include "crypto/base64.hpp"

namespace guichet::crypto {
namespace {

int value_of(char hex_digit) { return hex_digit <= '9' ? hex_digit - '0' : hex_digit - 'a' + 10; }

/// `hex` is one of ours: lower case, whole bytes.
std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(value_of(hex[i]) * 16 + value_of(hex[i + 1]));
  return bytes;
}

}  // namespace

std::string rs256_header(const Certificate& certificate) {
  return R"({"typ":"JWT","alg":"RS256","x5t":")" + base64url(bytes_of(certificate.sha1_hex)) +
         R"(","x5t#S256":")" + base64url(bytes_of(certificate.sha256_hex)) + R"("})";
}

std::string signed_jwt(std::string_view header, std::string_view claims, const PrivateKey& key) {
  const std::string text = base64url(header) + "." + base64url(claims);
  return text + "." + base64url(key.sign_rsa_sha256(text));
}

std::optional<std::string> claims_of_jwt(std::string_view token, std::string_view header,
                                         const PublicKey& key) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  if (token.substr(0, first) != base64url(header)) return std::nullopt;
  const auto signature = base64url_decoded(token.substr(last + 1));
  if (!signature || !key.verify_rsa_sha256(token.substr(0, last), *signature)) return std::nullopt;
  return base64url_decoded(token.substr(first + 1, last - first - 1));
}

}  // namespace guichet::crypto
