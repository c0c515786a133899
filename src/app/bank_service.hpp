// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "app/settings.hpp"
#include "bank/http/http_bank.hpp"
#include "record/log.hpp"

namespace guichet::app {

/// The bank's service as the configuration names it.
bank::BankService bank_service_of(const Settings& settings);

/// The way to that service, or null where the configuration names none. What it has to complain of
/// goes to `log`, which outlives it.
std::unique_ptr<bank::HttpBank> connected_bank(const Settings& settings, record::Log& log);

/// Checks the address and the files of a bank's service, wherever they were named. The error is one
/// line that says what is wrong. Reads the files' names only, not their content.
std::expected<void, std::string> check_bank_service(const bank::BankService& service);

}  // namespace guichet::app
