// SPDX-License-Identifier: Apache-2.0
#include "client.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "crypto/openssl_handle.hpp"

namespace guichet::http {
namespace {

constexpr timeval patience{10, 0};

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return socket;
}

void present(SSL_CTX* context, const Identity& identity) {
  const crypto::BioHandle key_text(
      BIO_new_mem_buf(identity.key_pem.data(), static_cast<int>(identity.key_pem.size())));
  const crypto::KeyHandle key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  bool is_leaf = true;
  for (const std::string& der : identity.chain_der) {
    const unsigned char* bytes = crypto::bytes_of(der);
    const crypto::CertificateHandle certificate(
        d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
    if (is_leaf) SSL_CTX_use_certificate(context, certificate.get());
    if (!is_leaf) SSL_CTX_add1_chain_cert(context, certificate.get());
    is_leaf = false;
  }
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context, key.get()), 1);
}

void note_alert(const SSL* connection, int where, int value) {
  constexpr int number_bits = 0xff;
  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT &&
      (value & number_bits) != SSL_AD_CLOSE_NOTIFY)
    *static_cast<int*>(SSL_get_app_data(connection)) = value & number_bits;
}

}  // namespace

std::string Answer::field(const std::string& name) const {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

Client::Client(std::uint16_t port) : socket_(connect_to(port)) {}

Client::Client(std::uint16_t port, const Greeting& greeting)
    : socket_(connect_to(port)), context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context_, greeting.highest_version);
  if (!greeting.ciphers_of_1_2.empty())
    SSL_CTX_set_cipher_list(context_, greeting.ciphers_of_1_2.c_str());
  if (!greeting.alpn.empty())
    SSL_CTX_set_alpn_protos(context_, crypto::bytes_of(greeting.alpn),
                            static_cast<unsigned>(greeting.alpn.size()));
  if (greeting.identity != nullptr) present(context_, *greeting.identity);
  connection_ = SSL_new(context_);
  SSL_set_app_data(connection_, &alert_);
  SSL_set_info_callback(connection_, note_alert);
  if (!greeting.server_name.empty())
    SSL_set_tlsext_host_name(connection_, greeting.server_name.c_str());
  SSL_set_fd(connection_, socket_);
  handshaken_ = SSL_connect(connection_) == 1;
  ERR_clear_error();
}

Client::~Client() {
  SSL_free(connection_);
  SSL_CTX_free(context_);
  ::close(socket_);
}

std::string Client::version() const { return SSL_get_version(connection_); }
std::string Client::cipher() const { return SSL_get_cipher_name(connection_); }

std::string Client::alpn() const {
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(connection_, &name, &length);
  return std::string(reinterpret_cast<const char*>(name), length);
}

std::string Client::server_certificate_der() const {
  return crypto::der_of(SSL_get0_peer_certificate(connection_), i2d_X509);
}

bool Client::can_resume() const {
  const SSL_SESSION* const session = SSL_get0_session(connection_);
  unsigned int id_length = 0;
  if (SSL_version(connection_) == TLS1_2_VERSION) SSL_SESSION_get_id(session, &id_length);
  return SSL_SESSION_has_ticket(session) == 1 || id_length > 0;
}

void Client::send(std::string_view bytes) {
  ERR_clear_error();
  if (connection_ != nullptr) {
    SSL_write(connection_, bytes.data(), static_cast<int>(bytes.size()));
  } else {
    [[maybe_unused]] const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

int Client::read(char* into, std::size_t size) {
  ERR_clear_error();
  if (connection_ != nullptr) return SSL_read(connection_, into, static_cast<int>(size));
  return static_cast<int>(::recv(socket_, into, size, 0));
}

Answer Client::read_answer(bool to_head) {
  constexpr std::string_view length_name = "\r\nContent-Length: ";
  char bytes[4096];
  while (true) {
    const std::size_t end = received_.find("\r\n\r\n");
    if (end != std::string::npos) {
      Answer answer;
      answer.head = received_.substr(0, end + 2);
      answer.status = std::atoi(answer.head.c_str() + std::string_view("HTTP/1.1 ").size());
      const std::size_t at = answer.head.find(length_name);
      const bool has_body = at != std::string::npos && !to_head;
      const std::size_t length =
          has_body ? std::strtoul(answer.head.c_str() + at + length_name.size(), nullptr, 10) : 0;
      if (received_.size() >= end + 4 + length) {
        answer.body = received_.substr(end + 4, length);
        received_.erase(0, end + 4 + length);
        return answer;
      }
    }
    const int count = read(bytes, sizeof bytes);
    if (count <= 0) return {};
    received_.append(bytes, static_cast<std::size_t>(count));
  }
}

Answer Client::get(const std::string& target) {
  send(get_request(target));
  return read_answer();
}

std::optional<std::string> Client::read_to_the_end() {
  std::string all = std::move(received_);
  char bytes[4096];
  while (true) {
    const int count = read(bytes, sizeof bytes);
    if (count > 0) {
      all.append(bytes, static_cast<std::size_t>(count));
      continue;
    }
    const bool out_of_patience = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    return out_of_patience ? std::nullopt : std::optional(all);
  }
}

bool Client::hears_something_within(std::chrono::milliseconds time) const {
  pollfd watched{socket_, POLLIN, 0};
  return ::poll(&watched, 1, static_cast<int>(time.count())) == 1;
}

std::string get_request(const std::string& target, const std::string& fields) {
  return "GET " + target + " HTTP/1.1\r\nHost: www.17515.sandbox.api.localhost\r\n" + fields +
         "\r\n";
}

}  // namespace guichet::http
