// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/outcome.hpp"

namespace guichet {

/// An IBAN that passed the checks of ISO 13616: letters and digits in upper case, the country's
/// length, and the mod-97 check digits. No blanks.
class Iban {
 public:
  /// Refuses with iban_invalid, naming what is wrong.
  static Outcome<Iban> parse(std::string_view text);

  const std::string& text() const { return text_; }

  /// The AIS resource id of this bank group: characters 4 to 24 of a French IBAN, that is bank,
  /// branch and account without the key (21 characters). Guessable: no authorization rests on it.
  /// A view into this IBAN.
  std::string_view resource_id() const&;
  std::string_view resource_id() const&& = delete;

  /// The eleven characters of the account number in a French IBAN, empty in another. A view into
  /// this IBAN.
  std::string_view account_number() const&;
  std::string_view account_number() const&& = delete;

  /// "FR..8020": country and last four, the only form that may reach a log.
  std::string masked() const;

  bool operator==(const Iban&) const = default;
  auto operator<=>(const Iban&) const = default;

 private:
  explicit Iban(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace guichet
