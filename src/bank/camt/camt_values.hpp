// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/paris_day.hpp"

namespace guichet::bank {

/// A value, or what is wrong with its text.
template <class T>
using ReadValue = std::expected<T, std::string>;

/// An amount of ISO 20022 in euro: at most 18 digits, no sign, and no fraction of a cent.
ReadValue<Money> read_amount(std::string_view text);

/// ISODate; a time zone after it is read over, as the day is the bank's.
ReadValue<ParisDay> read_day(std::string_view text);

/// ISODateTime: the day in Paris. Without a zone it is Paris time.
ReadValue<ParisDay> read_day_of_time(std::string_view text);

/// "true", "1", "false" or "0".
ReadValue<bool> read_indicator(std::string_view text);

/// How many characters a UTF-8 text has.
std::size_t characters_in(std::string_view text);

/// `text` in lines of at most `longest` characters, cut at blanks where there are any.
std::vector<std::string> in_lines(std::string_view text, std::size_t longest);

/// What may be printed of a text from outside: 40 characters of ASCII, '?' for every other byte.
std::string shown(std::string_view text);

}  // namespace guichet::bank
