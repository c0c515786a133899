// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "stet/documents.hpp"
#include "stet/hal.hpp"

namespace guichet::stet {
namespace {

std::string_view usage_word(Usage usage) { return usage == Usage::priv ? "PRIV" : "ORGA"; }

std::string_view psu_status_text(PsuStatus status) {
  switch (status) {
    case PsuStatus::account_holder:
      return "Account Holder";
    case PsuStatus::account_co_holder:
      return "Account Co-Holder";
    case PsuStatus::custodian_for_minor:
      return "Custodian For Minor";
  }
  std::unreachable();
}

void write_account_id(JsonWriter& json, const Wire& wire, const Account& account) {
  json.begin_object("accountId");
  json.text("iban", account.iban.text());
  if (!wire.version.currency_of_account) json.word("currency", code_of(Currency::eur));
  json.end_object();
  if (wire.version.currency_of_account) json.word("currency", code_of(Currency::eur));
}

void write_bare(JsonWriter& json, const Wire& wire, const Account& account) {
  json.begin_object();
  write_account_id(json, wire, account);
  json.word("usage", usage_word(account.usage));
  json.word("psuStatus", psu_status_text(account.psu_status));
  json.text("name", account.name);
  json.word("cashAccountType", "CACC");
  if (!wire.as_printed) {
    // The standard requires the member, the page leaves it out.
    json.begin_object("_links");
    json.end_object();
  }
  json.end_object();
}

void write_account_links(JsonWriter& json, const Wire& wire, const Account& account,
                         const Consent& consent) {
  HrefsUnder to(account_href(wire, account.iban));
  LinkWriter links(json, wire, LinkOrder::templated_first);
  json.begin_object("_links");
  if (shows(wire, consent, DataKind::balances, account.iban))
    links.link("balances", to("/balances"));
  if (shows(wire, consent, DataKind::transactions, account.iban))
    links.link("transactions", to("/transactions"), true);
  if (shows(wire, consent, DataKind::overdrafts, account.iban))
    links.link("overdrafts", to("/overdrafts"), true);
  json.end_object();
}

void write_consented(JsonWriter& json, const Wire& wire, const Account& account,
                     const Consent& consent) {
  json.begin_object();
  json.text("resourceId", account.iban.resource_id());
  write_account_id(json, wire, account);
  json.text("name", account.name);
  json.word("usage", usage_word(account.usage));
  json.word("cashAccountType", "CACC");
  json.word("psuStatus", psu_status_text(account.psu_status));
  write_account_links(json, wire, account, consent);
  json.end_object();
}

/// True if there is something that this version could read of the account.
bool is_consented(const Wire& wire, const Consent& consent, const Iban& iban) {
  if (wire.version.offers_overdrafts) return consent.names(iban.text());
  return shows(wire, consent, DataKind::balances, iban) ||
         shows(wire, consent, DataKind::transactions, iban);
}

}  // namespace

std::string accounts_document(const Wire& wire, std::span<const Account> eligible,
                              const Consent& consent) {
  JsonWriter json(512 + 768 * eligible.size());
  json.begin_object();
  json.begin_array("accounts");
  for (const Account& account : eligible) {
    if (is_consented(wire, consent, account.iban))
      write_consented(json, wire, account, consent);
    else
      write_bare(json, wire, account);
  }
  json.end_array();

  LinkWriter links(json, wire, LinkOrder::templated_first);
  HrefsUnder to(href_of(wire, ""));
  json.begin_object("_links");
  links.link("self", to("/accounts"));
  links.link("consents", to("/consents"));
  links.link("endUserIdentity", to("/end-user-identity"));
  // Clients written after the page look for its spelling, clients written after the standard for
  // the other.
  if (wire.as_printed) links.link("EndUserIdentity", to("/end-user-identity"));
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

}  // namespace guichet::stet
