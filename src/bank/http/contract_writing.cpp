// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>

#include "bank/http/contract.hpp"
#include "bank/http/contract_words.hpp"
#include "domain/paris_day.hpp"

namespace guichet::bank {
namespace {

namespace json = boost::json;

void put_unless_empty(json::object& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}

void put_money(json::object& object, Money money) {
  object["amount"] = with_two_decimals(money);
  object["currency"] = word_in(currency_words, money.currency);
}

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  array.reserve(texts.size());
  for (const std::string& text : texts) array.push_back(json::value(text));
  return array;
}

json::object object_of(const Account& account) {
  json::object object;
  object["iban"] = account.iban.text();
  object["name"] = account.name;
  put_unless_empty(object, "holder", account.holder);
  object["usage"] = word_in(usage_words, account.usage);
  object["psuStatus"] = word_in(psu_status_words, account.psu_status);
  object["kind"] = word_in(kind_words, account.kind);
  object["currency"] = word_in(currency_words, account.currency);
  object["state"] = word_in(state_words, account.state);
  object["blocked"] = account.blocked;
  object["seized"] = account.seized;
  object["reachableOnline"] = account.reachable_online;
  return object;
}

json::object object_of(const BankTransactionCode& code) {
  json::object object;
  object["domain"] = code.domain;
  object["family"] = code.family;
  object["subFamily"] = code.sub_family;
  put_unless_empty(object, "code", code.code);
  put_unless_empty(object, "issuer", code.issuer);
  return object;
}

json::object object_of(const Transaction& entry) {
  json::object object;
  object["id"] = entry.id;
  if (entry.entry_reference) object["entryReference"] = *entry.entry_reference;
  put_money(object, entry.amount);
  object["status"] = word_in(status_words, entry.status);
  object["bookingDay"] = iso_date(entry.booking_day);
  if (entry.bank_transaction_code)
    object["bankTransactionCode"] = object_of(*entry.bank_transaction_code);
  object["remittance"] = array_of(entry.remittance);
  object["hasDetails"] = entry.has_details;
  return object;
}

/// {"name": [...]}
template <class Items>
std::string list_body(std::string_view name, const Items& items) {
  json::array list;
  list.reserve(items.size());
  for (const auto& item : items) list.push_back(object_of(item));
  json::object object;
  object[name] = std::move(list);
  return json::serialize(object);
}

}  // namespace

std::string customer_body(const Customer& customer) {
  json::object object;
  object["psu"] = customer.psu;
  object["segment"] = word_in(segment_words, customer.segment);
  put_unless_empty(object, "maskedPhone", customer.masked_phone);
  json::array means;
  for (const Means each : customer.means) means.push_back(json::value(word_in(means_words, each)));
  object["means"] = std::move(means);
  object["needsUserNumber"] = customer.needs_user_number;
  if (customer.own_subscription)
    object["subscription"] = word_in(subscription_words, *customer.own_subscription);
  object["soleTrader"] = customer.sole_trader;
  object["minor"] = customer.minor;
  put_unless_empty(object, "legalRepresentative", customer.legal_representative);
  return json::serialize(object);
}

std::string accounts_body(const std::vector<Account>& accounts) {
  return list_body("accounts", accounts);
}

std::string amount_body(Money amount) {
  json::object object;
  put_money(object, amount);
  return json::serialize(object);
}

std::string transactions_body(const Entries& entries) { return list_body("transactions", entries); }

std::string details_body(const std::vector<std::string>& lines) {
  return json::serialize(json::object{{"details", array_of(lines)}});
}

std::string identity_body(const Identity& identity) {
  json::object object;
  object["fullName"] = identity.full_name;
  put_unless_empty(object, "namePrefix", identity.name_prefix);
  put_unless_empty(object, "firstName", identity.first_name);
  put_unless_empty(object, "lastName", identity.last_name);
  return json::serialize(object);
}

std::string identification_body(const Identification& identification) {
  json::object object;
  object["identifier"] = identification.identifier;
  put_unless_empty(object, "userNumber", identification.user_number);
  return json::serialize(object);
}

}  // namespace guichet::bank
