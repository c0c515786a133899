// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "domain/iban.hpp"

namespace guichet::sandbox {

/// The IBAN of this account: `bank_and_branch` ten digits, `account` at most eleven. With the RIB
/// key and the check digits computed.
Iban french_iban(const std::string& bank_and_branch, std::uint64_t account);

}  // namespace guichet::sandbox
