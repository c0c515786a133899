// SPDX-License-Identifier: Apache-2.0
#include "http/tls.hpp"

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <string_view>

#include "crypto/openssl_handle.hpp"
#include "http/tls_client_certificates.hpp"

namespace guichet::http {
namespace {

constexpr const char* ciphers_of_1_2 =
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
// The larger ones are here for certificates: TLS 1.2 takes no client key on a curve that is not
// among the groups (RFC 8422 5.1).
constexpr const char* groups = "X25519:P-256:P-384:P-521";

using crypto::required;

crypto::BioHandle memory_of(std::string_view text) {
  return crypto::BioHandle(
      required(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "BIO_new_mem_buf"));
}

/// OpenSSL would tell a client of SSL 3.0 handshake_failure, which says nothing of versions. Every
/// hello of TLS 1.3 says 1.2 here (RFC 8446 4.1.2).
int judge_version(SSL* connection, int* alert, void*) {
  if (SSL_client_hello_get0_legacy_version(connection) >= TLS1_2_VERSION)
    return SSL_CLIENT_HELLO_SUCCESS;
  *alert = SSL_AD_PROTOCOL_VERSION;
  return SSL_CLIENT_HELLO_ERROR;
}

/// RFC 7301 3.2: no protocol of ours among those offered ends the handshake with
/// no_application_protocol.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
  constexpr std::string_view ours = "http/1.1";
  std::string_view rest(reinterpret_cast<const char*>(offered), offered_length);
  while (!rest.empty()) {
    const auto length = static_cast<unsigned char>(rest.front());
    const std::string_view name = rest.substr(1, length);
    if (name == ours) {
      *chosen = reinterpret_cast<const unsigned char*>(name.data());
      *chosen_length = length;
      return SSL_TLSEXT_ERR_OK;
    }
    rest.remove_prefix(1 + name.size());
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool is_on_loopback(int socket) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return false;
  if (address.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(address);
    return ntohl(four.sin_addr.s_addr) >> 24 == 127;
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
  return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr) ||
         (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr) && six.sin6_addr.s6_addr[12] == 127);
}

/// A client that names no server is served on this machine alone: elsewhere it could not say which
/// establishment it wants. Any name passes; whether it is one of ours is judged by the counter.
int judge_server_name(SSL* connection, int* alert, void*) {
  if (SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name) != nullptr)
    return SSL_TLSEXT_ERR_OK;
  if (is_on_loopback(SSL_get_fd(connection))) return SSL_TLSEXT_ERR_NOACK;
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Staples what `answer` points to. OpenSSL frees the copy that it is given.
int staple(SSL* connection, void* answer) {
  const auto& der = *static_cast<const std::string*>(answer);
  if (der.empty()) return SSL_TLSEXT_ERR_NOACK;
  void* const copy = OPENSSL_memdup(der.data(), der.size());
  if (copy == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_tlsext_status_ocsp_resp(connection, copy, static_cast<long>(der.size()));
  return SSL_TLSEXT_ERR_OK;
}

Outcome<void> use_certificate(SSL_CTX* context, const ServerCertificate& certificate) {
  const crypto::QuietErrors quiet;
  const auto chain = memory_of(certificate.chain_pem);
  const crypto::CertificateHandle leaf(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  if (!leaf || SSL_CTX_use_certificate(context, leaf.get()) != 1)
    return refuse(Code::internal,
                  "The server certificate cannot be read; expected PEM, leaf first.");
  while (X509* const issuer = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    crypto::CertificateHandle owned(issuer);
    crypto::require(SSL_CTX_add0_chain_cert(context, owned.get()) == 1, "add0_chain_cert");
    static_cast<void>(owned.release());  // the context's now
  }
  const auto text = memory_of(certificate.key_pem);
  const crypto::KeyHandle key(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr));
  if (!key)
    return refuse(Code::internal, "The server key cannot be read; expected PEM, not encrypted.");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return refuse(Code::internal, "The server key does not belong to the server certificate.");
  return {};
}

void set_rules(SSL_CTX* context) {
  using crypto::require;
  require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1, "min_proto_version");
  require(SSL_CTX_set_cipher_list(context, ciphers_of_1_2) == 1, "cipher_list");
  require(SSL_CTX_set1_groups_list(context, groups) == 1, "groups_list");
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // A ticket costs more than the handshake it saves, and would let a revoked certificate live on.
  require(SSL_CTX_set_num_tickets(context, 0) == 1, "num_tickets");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);  // one system call a record in place of two
  SSL_CTX_set_client_hello_cb(context, judge_version, nullptr);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_tlsext_servername_callback(context, judge_server_name);
}

}  // namespace

void TlsContext::FreeContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void TlsContext::FreeConnection::operator()(ssl_st* connection) const { SSL_free(connection); }

Outcome<std::shared_ptr<const TlsContext>> TlsContext::make(const ServerCertificate& certificate,
                                                            HandshakeJudge judge) {
  ContextHandle context(required(SSL_CTX_new(TLS_server_method()), "SSL_CTX_new"));
  set_rules(context.get());
  GUICHET_CHECK(used, use_certificate(context.get(), certificate));
  // shared: connections are accepted with it while another takes its place
  return std::shared_ptr<const TlsContext>(
      new TlsContext(std::move(context), certificate.ocsp_answer, std::move(judge)));
}

TlsContext::TlsContext(ContextHandle context, std::string ocsp_answer, HandshakeJudge judge)
    : ocsp_answer_(std::move(ocsp_answer)), judge_(std::move(judge)), context_(std::move(context)) {
  ask_for_certificates(context_.get(), judge_);
  SSL_CTX_set_tlsext_status_cb(context_.get(), staple);
  SSL_CTX_set_tlsext_status_arg(context_.get(), &ocsp_answer_);
}

TlsContext::ConnectionHandle TlsContext::new_connection(int socket) const {
  ConnectionHandle connection(required(SSL_new(context_.get()), "SSL_new"));
  crypto::require(SSL_set_fd(connection.get(), socket) == 1, "SSL_set_fd");
  SSL_set_accept_state(connection.get());
  return connection;
}

}  // namespace guichet::http
