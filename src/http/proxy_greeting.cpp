// SPDX-License-Identifier: Apache-2.0
#include "http/proxy_greeting.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace guichet::http {
namespace {

bool is_not_ready(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

ProxyGreeting::State ProxyGreeting::hear(int socket) {
  while (true) {
    std::array<char, longest_proxy_header> coming;
    const std::size_t before = held_.size();
    const ssize_t seen = ::recv(socket, coming.data(), coming.size() - before, MSG_PEEK);
    if (seen < 0) return is_not_ready(errno) ? State::waits : State::gone;
    if (seen == 0) return State::gone;
    held_.append(coming.data(), static_cast<std::size_t>(seen));
    const ProxyHeader header = read_proxy_header(held_);
    if (header.state == ProxyHeader::State::wrong) return State::wrong;
    // What was seen of an incomplete header is all its own. It has to be taken: a socket with
    // something to read would not be waited for.
    const bool whole = header.state == ProxyHeader::State::whole;
    const std::size_t taken = whole ? header.length - before : static_cast<std::size_t>(seen);
    if (::recv(socket, coming.data(), taken, 0) != static_cast<ssize_t>(taken)) return State::gone;
    if (!whole) continue;
    client_ = header.client;
    return State::heard;
  }
}

}  // namespace guichet::http
