// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace guichet::bench {
namespace {

[[noreturn]] void fail(const std::string& what) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_peek_last_error(), reason.data(), reason.size());
  throw std::runtime_error(what + ": " + reason.data());
}

int connected_socket(const Target& target) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) throw std::runtime_error("no socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(target.port);
  inet_pton(AF_INET, target.address.c_str(), &address.sin_addr);
  const timeval patience{.tv_sec = 5, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(socket);
    throw std::runtime_error("nobody listens on " + target.address + ":" +
                             std::to_string(target.port));
  }
  return socket;
}

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The value of the header `name` (lower case) in a response head, or an empty text.
std::string_view value_of(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    if (!std::ranges::equal(line.substr(0, name.size()), name, {}, lowered)) continue;
    const std::size_t value = line.find_first_not_of(' ', name.size() + 1);
    return value == std::string_view::npos ? std::string_view{} : line.substr(value);
  }
  return {};
}

}  // namespace

Context context_for(const Target& target) {
  Context context{SSL_CTX_new(TLS_client_method())};
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
  if (SSL_CTX_set_ciphersuites(raw, "TLS_AES_256_GCM_SHA384") != 1 ||
      SSL_CTX_set1_groups_list(raw, "X25519") != 1)
    fail("TLS settings");
  if (SSL_CTX_use_certificate_chain_file(raw, target.certificate.c_str()) != 1)
    fail(target.certificate);
  if (SSL_CTX_use_PrivateKey_file(raw, target.key.c_str(), SSL_FILETYPE_PEM) != 1) fail(target.key);
  if (SSL_CTX_load_verify_locations(raw, target.authority.c_str(), nullptr) != 1)
    fail(target.authority);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  return context;
}

Connection::Connection(const Target& target, SSL_CTX& context)
    : socket_(connected_socket(target)), session_(SSL_new(&context)) {
  SSL_set_fd(session_.get(), socket_);
  SSL_set_tlsext_host_name(session_.get(), target.name.c_str());
  SSL_set1_host(session_.get(), target.name.c_str());
  if (SSL_connect(session_.get()) != 1) {
    close(socket_);
    fail("TLS handshake with " + target.name);
  }
  fcntl(socket_, F_SETFL, fcntl(socket_, F_GETFL) | O_NONBLOCK);
}

Connection::~Connection() { close(socket_); }

bool Connection::send(std::string_view request) {
  if (closing_) return false;
  arrived_.clear();
  expected_ = 0;
  for (;;) {
    ERR_clear_error();
    const int written = SSL_write(session_.get(), request.data(), static_cast<int>(request.size()));
    if (written > 0) return true;
    if (SSL_get_error(session_.get(), written) != SSL_ERROR_WANT_WRITE) return false;
    pollfd writable{.fd = socket_, .events = POLLOUT, .revents = 0};
    if (poll(&writable, 1, 5'000) != 1) return false;
  }
}

Connection::Progress Connection::receive() {
  std::array<char, 16'384> buffer;
  for (;;) {
    ERR_clear_error();
    const int count = SSL_read(session_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) {
      const bool wait = SSL_get_error(session_.get(), count) == SSL_ERROR_WANT_READ;
      return wait ? Progress::waiting : Progress::broken;
    }
    arrived_.append(buffer.data(), static_cast<std::size_t>(count));
    if (response_is_complete()) return Progress::answered;
  }
}

bool Connection::response_is_complete() {
  if (expected_ == 0) {
    const std::size_t end = arrived_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::string_view head = std::string_view{arrived_}.substr(0, end + 2);
    status_ = 0;
    if (head.size() > 12) std::from_chars(head.data() + 9, head.data() + 12, status_);
    closing_ = value_of(head, "connection") == "close";
    std::size_t body = 0;
    const std::string_view length = value_of(head, "content-length");
    std::from_chars(length.data(), length.data() + length.size(), body);
    expected_ = end + 4 + body;
  }
  return arrived_.size() >= expected_;
}

}  // namespace guichet::bench
