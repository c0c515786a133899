// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace guichet::sandbox {

/// The response that a card with this key gives to a question of up to eight digits, unlocked with
/// this PIN: eight digits by RFC 6287, suite OCRA-1:HOTP-SHA256-8:QN08-PSHA1. It stands for the
/// bank's own CAP, whose keys nobody may have; the way of a customer is the same.
std::string ocra_response(std::string_view key, std::string_view question, std::string_view pin);

}  // namespace guichet::sandbox
