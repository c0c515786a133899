// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace guichet {

/// True of "localhost", [::1] and the addresses 127.0.0.0/8 as a Host header writes them: in lower
/// case, four decimal numbers, without a port.
bool is_loopback(std::string_view name);

}  // namespace guichet
