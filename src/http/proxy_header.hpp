// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace guichet::http {

/// The longest header that is listened to, in bytes. A sender sends its header at once, and this is
/// what the smallest segment of TCP takes (HAProxy's proxy-protocol.txt, 2).
inline constexpr std::size_t longest_proxy_header = 536;

/// What stands at the beginning of a connection that a proxy passes on.
struct ProxyHeader {
  enum class State {
    incomplete,  ///< all bytes so far are the header's, and more of it must come
    whole,
    wrong  ///< no header begins like this
  };
  State state = State::incomplete;
  std::size_t length = 0;  ///< of a whole header, in bytes; what follows is not the header's
  /// The client's address, an IPv4 one never mapped into IPv6. None: the connection is the proxy's
  /// own (LOCAL), or of a kind whose addresses say nothing here (UNKNOWN, UNSPEC, UDP, Unix).
  std::optional<boost::asio::ip::address> client = {};
};

/// Reads the header of the PROXY protocol, version 1 or 2, with which `bytes` begin. Additional
/// fields (TLVs) are passed over.
ProxyHeader read_proxy_header(std::string_view bytes);

/// An IPv4 address mapped into IPv6 as the IPv4 address that it is; any other as it stands.
boost::asio::ip::address unmapped(const boost::asio::ip::address& address);

}  // namespace guichet::http
