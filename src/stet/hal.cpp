// SPDX-License-Identifier: Apache-2.0
#include "stet/hal.hpp"

namespace guichet::stet {

void LinkWriter::link(std::string_view name, std::string_view href, bool templated_as_printed) {
  const bool templated = wire_.as_printed && templated_as_printed;
  json_.begin_object(name);
  if (order_ == LinkOrder::templated_first) json_.flag("templated", templated);
  json_.text("href", href);
  if (order_ == LinkOrder::href_first) json_.flag("templated", templated);
  json_.end_object();
}

std::string href_of(const Wire& wire, std::string_view rest) {
  std::string href;
  href.reserve(128);
  href.append("/stet/psd2/").append(wire.version.name).append(rest);
  return href;
}

std::string account_href(const Wire& wire, const Iban& iban) {
  return href_of(wire, "/accounts/").append(iban.resource_id());
}

bool shows(const Wire& wire, const Consent& consent, DataKind kind, const Iban& iban) {
  if (kind == DataKind::overdrafts && !wire.version.offers_overdrafts) return false;
  return ibans_for(consent, kind).contains(iban.text());
}

void write_amount(JsonWriter& json, const Wire& wire, std::string_view key, Money money) {
  if (wire.version.amounts_are_texts) return write_amount_as_text(json, key, money);
  json.begin_object(key);
  json.number("amount", as_json_number(money));
  json.word("currency", code_of(money.currency));
  json.end_object();
}

void write_amount_as_text(JsonWriter& json, std::string_view key, Money money) {
  json.begin_object(key);
  json.word("amount", with_two_decimals(money));
  json.word("currency", code_of(money.currency));
  json.end_object();
}

}  // namespace guichet::stet
