// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bank/core_banking.hpp"
#include "bank/http/courier.hpp"

namespace guichet::bank {

/// The other side of api/core-banking-1.yaml: answers one call from any core banking, for the
/// demonstration and for tests. `target` is the request-target as on the wire. What it does not
/// know is 404, what is no such call 400, core banking that fails 503. Completes like `bank` does.
void answer_call(CoreBanking& bank, std::string_view method, std::string_view target,
                 std::string_view body, std::move_only_function<void(ServiceAnswer)> done);

}  // namespace guichet::bank
