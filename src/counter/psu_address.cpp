// SPDX-License-Identifier: Apache-2.0
#include "counter/psu_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace guichet::counter {
namespace {

struct Network {
  std::uint32_t first;
  int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  return a << 24 | b << 16 | c << 8;
}

constexpr std::array not_global{
    Network{v4(0, 0, 0), 8},        // this network
    Network{v4(10, 0, 0), 8},       // private
    Network{v4(100, 64, 0), 10},    // behind carriers
    Network{v4(127, 0, 0), 8},      // loopback
    Network{v4(169, 254, 0), 16},   // link-local
    Network{v4(172, 16, 0), 12},    // private
    Network{v4(192, 0, 0), 24},     // protocols
    Network{v4(192, 0, 2), 24},     // documentation
    Network{v4(192, 168, 0), 16},   // private
    Network{v4(198, 18, 0), 15},    // benchmarks
    Network{v4(198, 51, 100), 24},  // documentation
    Network{v4(203, 0, 113), 24},   // documentation
    Network{v4(224, 0, 0), 3},      // multicast, reserved, broadcast
};

PsuAddress judge_v4(std::uint32_t address) {
  const bool is_special = std::ranges::any_of(not_global, [address](const Network& network) {
    return (address ^ network.first) >> (32 - network.bits) == 0;
  });
  return is_special ? PsuAddress::suspect : PsuAddress::global;
}

std::uint32_t v4_in(std::span<const std::uint8_t, 4> bytes) {
  std::uint32_t address = 0;
  for (const std::uint8_t byte : bytes) address = address << 8 | byte;
  return address;
}

PsuAddress judge_v6(std::span<const std::uint8_t, 16> bytes) {
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::ranges::equal(bytes.first<12>(), mapped)) return judge_v4(v4_in(bytes.last<4>()));
  const bool is_unicast = bytes[0] >> 5 == 1;  // 2000::/3 is all that is given out
  const bool is_documentation =
      (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8) ||
      (bytes[0] == 0x3f && bytes[1] == 0xff && bytes[2] >> 4 == 0);
  return is_unicast && !is_documentation ? PsuAddress::global : PsuAddress::suspect;
}

}  // namespace

PsuAddress judge_psu_address(std::string_view text) {
  const std::string address(text.substr(0, INET6_ADDRSTRLEN));
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
    return judge_v4(v4_in(std::span(bytes).first<4>()));
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return judge_v6(std::span(bytes));
  return PsuAddress::none;
}

}  // namespace guichet::counter
