// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "domain/consent.hpp"
#include "domain/iban.hpp"
#include "domain/money.hpp"
#include "stet/documents.hpp"
#include "stet/json_page.hpp"

namespace guichet::stet {

/// In which order the page prints the two members of a link: it differs from document to document.
enum class LinkOrder { templated_first, href_first };

/// Writes HAL links (STET GenericLink).
class LinkWriter {
 public:
  LinkWriter(JsonWriter& json, const Wire& wire, LinkOrder order)
      : json_(json), wire_(wire), order_(order) {}

  /// A link. `templated_as_printed` is what the page prints for it; the strict form always says
  /// false.
  void link(std::string_view name, std::string_view href, bool templated_as_printed = false);

 private:
  JsonWriter& json_;
  const Wire& wire_;
  LinkOrder order_;
};

/// "/stet/psd2/v1.6.2" and `rest`.
std::string href_of(const Wire& wire, std::string_view rest);

/// "/stet/psd2/v1.6.2/accounts/175150009204004305180".
std::string account_href(const Wire& wire, const Iban& iban);

/// The hrefs under one stem, written without a string for each: a view lasts until the next.
class HrefsUnder {
 public:
  explicit HrefsUnder(std::string stem) : href_(std::move(stem)), stem_length_(href_.size()) {}
  std::string_view operator()(std::string_view tail) {
    href_.resize(stem_length_);
    return href_.append(tail);
  }

 private:
  std::string href_;
  std::size_t stem_length_;
};

/// True if `consent` shows this kind of data of this account, and the version has a method for it.
bool shows(const Wire& wire, const Consent& consent, DataKind kind, const Iban& iban);

/// STET AmountType as a number, from STET 1.5 on; the 1.4 versions write a string.
void write_amount(JsonWriter& json, const Wire& wire, std::string_view key, Money money);

/// STET AmountType as a string with two decimals.
void write_amount_as_text(JsonWriter& json, std::string_view key, Money money);

}  // namespace guichet::stet
