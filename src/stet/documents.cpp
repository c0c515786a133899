// SPDX-License-Identifier: Apache-2.0
#include "stet/documents.hpp"

#include "domain/paris_day.hpp"
#include "stet/hal.hpp"

namespace guichet::stet {

std::string balances_document(const Wire& wire, const Iban& iban, const Balance& balance,
                              ParisDay day, const Consent& consent) {
  JsonWriter json(1024);
  json.begin_object();
  json.begin_array("balances");
  json.begin_object();
  json.text("balanceType", "CLBD");
  json.text("name", "Solde comptable au " + french_date(day));
  if (wire.as_printed)
    write_amount_as_text(json, "balanceAmount", balance.amount);
  else
    write_amount(json, wire, "balanceAmount", balance.amount);
  json.end_object();
  json.end_array();

  const std::string account = account_href(wire, iban);
  LinkWriter links(json, wire, LinkOrder::templated_first);
  json.begin_object("_links");
  links.link("self", account + "/balances");
  if (shows(wire, consent, DataKind::transactions, iban))
    links.link("transactions", account + "/transactions");
  if (shows(wire, consent, DataKind::overdrafts, iban))
    links.link("overdrafts", account + "/overdrafts");
  links.link("parent-list", href_of(wire, "/accounts"));
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

std::string overdrafts_document(const Wire& wire, const Iban& iban, Money allowed,
                                const Consent& consent) {
  JsonWriter json(1024);
  json.begin_object();
  json.begin_object("overdrafts");
  write_amount(json, wire, "allowedAmount", allowed);
  json.end_object();

  const std::string account = account_href(wire, iban);
  LinkWriter links(json, wire, LinkOrder::href_first);
  json.begin_object("_links");
  links.link("self", account + "/overdrafts");
  if (shows(wire, consent, DataKind::balances, iban)) links.link("balances", account + "/balances");
  if (shows(wire, consent, DataKind::transactions, iban))
    links.link("transactions", account + "/transactions", true);
  links.link("parent-list", href_of(wire, "/accounts"));
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

std::string identity_document(const Wire& wire, const Identity& identity) {
  JsonWriter json(512);
  json.begin_object();
  if (wire.version.names_connected_psu) json.text("connectedPsu", identity.full_name);
  json.begin_object("identity");
  json.text("fullName", identity.full_name);
  // A legal person has a name and nothing else.
  if (!identity.name_prefix.empty()) json.text("namePrefix", identity.name_prefix);
  if (!identity.first_name.empty()) json.text("firstName", identity.first_name);
  if (!identity.last_name.empty()) json.text("lastName", identity.last_name);
  json.end_object();

  LinkWriter links(json, wire, LinkOrder::href_first);
  json.begin_object("_links");
  links.link("self", href_of(wire, "/end-user-identity"));
  links.link("accounts", href_of(wire, "/accounts"));
  links.link("consents", href_of(wire, "/consents"));
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

}  // namespace guichet::stet
