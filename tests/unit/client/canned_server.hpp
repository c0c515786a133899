// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace guichet::client::test {

/// A plain HTTP server on loopback that gives its answers in order, one connection each, and keeps
/// what it was sent byte by byte. Ask for `requests()` only after all answers have been fetched.
class CannedServer {
 public:
  explicit CannedServer(std::vector<std::string> answers) : answers_(std::move(answers)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length);
    ::listen(socket_, 8);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;
  ~CannedServer() {
    ::shutdown(socket_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(socket_);
  }

  int port() const { return port_; }
  const std::vector<std::string>& requests() {
    if (thread_.joinable()) thread_.join();
    return requests_;
  }

 private:
  void serve() {
    for (const std::string& answer : answers_) {
      const int visitor = ::accept(socket_, nullptr, nullptr);
      if (visitor < 0) return;
      requests_.push_back(read_request(visitor));
      ::send(visitor, answer.data(), answer.size(), MSG_NOSIGNAL);
      ::close(visitor);
    }
  }

  static bool is_complete(std::string_view request) {
    const std::size_t end = request.find("\r\n\r\n");
    if (end == std::string_view::npos) return false;
    constexpr std::string_view label = "\r\nContent-Length: ";
    const std::size_t at = request.find(label);
    std::size_t length = 0;
    if (at < end) std::from_chars(request.data() + at + label.size(), request.data() + end, length);
    return request.size() >= end + 4 + length;
  }

  static std::string read_request(int visitor) {
    std::string request;
    char bytes[4096];
    while (!is_complete(request)) {
      const ssize_t count = ::recv(visitor, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      request.append(bytes, static_cast<std::size_t>(count));
    }
    return request;
  }

  std::vector<std::string> answers_;
  std::vector<std::string> requests_;
  int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::thread thread_;
};

}  // namespace guichet::client::test
