// SPDX-License-Identifier: Apache-2.0
#include "http/tls_client_certificates.hpp"

#include <openssl/ssl.h>

#include <exception>
#include <optional>

#include "crypto/openssl_handle.hpp"
#include "crypto/sha256.hpp"

namespace guichet::http {
namespace {

constexpr int longest_chain = 10;
constexpr long longest_certificate_list = 64 * 1024;

/// True if every certificate of the list was issued by another one of it: no path through it
/// ends, not even at a certificate that issued itself.
bool goes_round_in_circles(const STACK_OF(X509) * list) {
  const int count = sk_X509_num(list);
  for (int i = 0; i < count; ++i) {
    X509* const certificate = sk_X509_value(list, i);
    const X509_NAME* const issuer = X509_get_issuer_name(certificate);
    if (X509_NAME_cmp(issuer, X509_get_subject_name(certificate)) == 0) return false;
    bool has_issuer = false;
    for (int j = 0; j < count && !has_issuer; ++j)
      has_issuer =
          j != i && X509_NAME_cmp(issuer, X509_get_subject_name(sk_X509_value(list, j))) == 0;
    if (!has_issuer) return false;
  }
  return count > 0;
}

/// The error of OpenSSL whose alert says what `code` says (RFC 8446 6.2).
std::optional<int> error_for(Code code) {
  switch (code) {
    case Code::cert_expired:
      return X509_V_ERR_CERT_HAS_EXPIRED;  // certificate_expired
    case Code::cert_revoked:
      return X509_V_ERR_CERT_REVOKED;  // certificate_revoked
    case Code::cert_untrusted:
      return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;  // unknown_ca
    case Code::cert_purpose:
      return X509_V_ERR_INVALID_PURPOSE;  // unsupported_certificate
    case Code::cert_not_yet_valid:
      return X509_V_ERR_CERT_NOT_YET_VALID;  // bad_certificate
    case Code::cert_weak:
      return X509_V_ERR_EE_KEY_TOO_SMALL;  // bad_certificate
    default:
      return std::nullopt;
  }
}

/// OpenSSL would end the handshake by itself when it comes to the signature, with an alert that
/// blames the client's message and not his certificate.
bool is_on_a_small_curve(const X509* certificate) {
  constexpr int smallest = 256;  // of our groups
  const EVP_PKEY* const key = X509_get0_pubkey(certificate);
  return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_bits(key) < smallest;
}

std::optional<int> objection_of(const HandshakeJudge& judge, X509_STORE_CTX* judgement) {
  const STACK_OF(X509)* const list = X509_STORE_CTX_get0_untrusted(judgement);
  // Both errors become the alert unknown_ca.
  if (sk_X509_num(list) > longest_chain) return X509_V_ERR_CERT_CHAIN_TOO_LONG;
  if (goes_round_in_circles(list)) return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
  const X509* const leaf = X509_STORE_CTX_get0_cert(judgement);
  if (is_on_a_small_curve(leaf)) return X509_V_ERR_EE_KEY_TOO_SMALL;  // bad_certificate
  if (!judge) return std::nullopt;
  const auto* const connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(judgement, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const char* const name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
  const auto verdict = judge(client_certificate_of(leaf, list), name ? name : "");
  return verdict ? std::nullopt : error_for(verdict.error().code);
}

int judge_certificate(X509_STORE_CTX* judgement, void* judge) {
  std::optional<int> objection;
  try {
    objection = objection_of(*static_cast<const HandshakeJudge*>(judge), judgement);
  } catch (const std::exception&) {      // lack of memory; it must not pass through OpenSSL
    objection = X509_V_ERR_UNSPECIFIED;  // internal_error
  }
  if (!objection) return 1;
  X509_STORE_CTX_set_error(judgement, *objection);
  return 0;
}

}  // namespace

void ask_for_certificates(ssl_ctx_st* context, HandshakeJudge& judge) {
  SSL_CTX_set_max_cert_list(context, longest_certificate_list);
  SSL_CTX_set_verify(context,
                     judge ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER,
                     nullptr);
  SSL_CTX_set_cert_verify_callback(context, judge_certificate, &judge);
}

message::ClientCertificate client_certificate_of(const X509* leaf, const STACK_OF(X509) * others) {
  message::ClientCertificate certificate;
  certificate.chain_der.push_back(crypto::der_of(leaf, i2d_X509));
  certificate.thumbprint = crypto::hex(crypto::sha256(certificate.chain_der.front()));
  for (int i = 0; i < sk_X509_num(others); ++i)
    if (const X509* const other = sk_X509_value(others, i); other != leaf)
      certificate.chain_der.push_back(crypto::der_of(other, i2d_X509));
  return certificate;
}

}  // namespace guichet::http
