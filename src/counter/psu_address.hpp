// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace guichet::counter {

/// What a PSU-IP-Address says.
enum class PsuAddress {
  none,     ///< no address of IPv4 or IPv6: nothing of a customer
  suspect,  ///< one that no customer has on the Internet: loopback, private, documentation, ...
  global,   ///< one that he may have
};

/// Which addresses mean that the customer is connected (row 218).
enum class PsuAddressPolicy { any_valid, public_only };

/// By the special-purpose registries of IANA (RFC 6890) and their IPv6 counterpart; an IPv4 address
/// inside an IPv6 one is judged as itself.
PsuAddress judge_psu_address(std::string_view text);

/// True if the customer is there.
inline bool is_connected(PsuAddress address, PsuAddressPolicy policy) {
  return address == PsuAddress::global ||
         (address == PsuAddress::suspect && policy == PsuAddressPolicy::any_valid);
}

}  // namespace guichet::counter
