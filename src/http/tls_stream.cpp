// SPDX-License-Identifier: Apache-2.0
#include "http/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "http/tls_client_certificates.hpp"

namespace guichet::http {
namespace {

Wants wants_after_system_call(Wants when_not_ready) {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? when_not_ready : Wants::end;
}

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

TlsStream::TlsStream(int socket, const TlsContext* context) : socket_(socket) {
  if (context != nullptr) connection_ = context->new_connection(socket);
}

Wants TlsStream::shake_hands() {
  ERR_clear_error();
  const int answer = SSL_do_handshake(connection_.get());
  return answer == 1 ? Wants::nothing : wants_after(answer);
}

TlsStream::Moved TlsStream::read(std::span<char> into) {
  if (!connection_) {
    const ssize_t count = ::recv(socket_, into.data(), into.size(), 0);
    if (count > 0) return {static_cast<std::size_t>(count), Wants::nothing};
    return {0, count == 0 ? Wants::end : wants_after_system_call(Wants::readable)};
  }
  ERR_clear_error();
  std::size_t count = 0;
  const int answer = SSL_read_ex(connection_.get(), into.data(), into.size(), &count);
  return {count, answer == 1 ? Wants::nothing : wants_after(answer)};
}

TlsStream::Moved TlsStream::write(std::string_view bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const std::string_view rest = bytes.substr(written);
    if (!connection_) {
      const ssize_t count = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count < 0) return {written, wants_after_system_call(Wants::writable)};
      written += static_cast<std::size_t>(count);
      continue;
    }
    ERR_clear_error();
    std::size_t count = 0;
    const int answer = SSL_write_ex(connection_.get(), rest.data(), rest.size(), &count);
    if (answer != 1) return {written, wants_after(answer)};
    written += count;
  }
  return {written, Wants::nothing};
}

bool TlsStream::has_pending() const {
  return connection_ && SSL_has_pending(connection_.get()) == 1;
}

void TlsStream::finish() {
  if (connection_ && !broken_ && SSL_is_init_finished(connection_.get()) == 1) {
    ERR_clear_error();
    SSL_shutdown(connection_.get());  // once: the other end's good-bye is not waited for
  }
  connection_.reset();
  ::shutdown(socket_, SHUT_WR);
}

std::string TlsStream::server_name() const {
  const char* const name =
      connection_ ? SSL_get_servername(connection_.get(), TLSEXT_NAMETYPE_host_name) : nullptr;
  std::string lower_case = name ? name : "";
  std::ranges::transform(lower_case, lower_case.begin(), lowered);
  return lower_case;
}

std::shared_ptr<const message::ClientCertificate> TlsStream::client_certificate() const {
  const X509* const leaf = connection_ ? SSL_get0_peer_certificate(connection_.get()) : nullptr;
  if (leaf == nullptr) return nullptr;
  return std::make_shared<const message::ClientCertificate>(
      client_certificate_of(leaf, SSL_get_peer_cert_chain(connection_.get())));
}

Wants TlsStream::wants_after(int answer) {
  switch (SSL_get_error(connection_.get(), answer)) {
    case SSL_ERROR_WANT_READ:
      return Wants::readable;
    case SSL_ERROR_WANT_WRITE:
      return Wants::writable;
    case SSL_ERROR_ZERO_RETURN:
      return Wants::end;
    default:
      broken_ = true;
      return Wants::end;
  }
}

}  // namespace guichet::http
