// SPDX-License-Identifier: Apache-2.0
//
// The header of a proxy in front of a connection. However many of its bytes have come, it is
// incomplete until the last, or wrong from some byte on; what follows a whole one changes nothing.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/proxy_header.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using guichet::http::ProxyHeader;
  using State = ProxyHeader::State;
  const std::string_view all(reinterpret_cast<const char*>(bytes), size);
  const ProxyHeader last = guichet::http::read_proxy_header(all);
  if (last.state == State::incomplete && size >= guichet::http::longest_proxy_header) std::abort();
  if (last.state == State::whole && last.length > size) std::abort();
  if (last.state != State::whole && (last.client || last.length != 0)) std::abort();
  bool settled = false;
  for (std::size_t known = 0; known <= size; ++known) {
    const ProxyHeader now = guichet::http::read_proxy_header(all.substr(0, known));
    if (settled && now.state != last.state) std::abort();
    if (now.state == State::incomplete) continue;
    settled = true;
    if (now.state != last.state || now.client != last.client || now.length != last.length)
      std::abort();
    if (now.state == State::whole && known < now.length) std::abort();
  }
  return 0;
}
