// SPDX-License-Identifier: Apache-2.0
#include "app/seed.hpp"

#include <array>
#include <boost/json.hpp>

#include "app/sandbox_files.hpp"
#include "app/shell_word.hpp"
#include "app/wait_here.hpp"
#include "portal/page.hpp"
#include "sandbox/account_control.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

/// The consent column of the persona table: balances and transactions, not the identity.
Outcome<void> give_printed_consents(store::ConsentBook& consents, Instant now) {
  for (const sandbox::Persona& persona : sandbox::page_personas()) {
    const ConsentKey key(std::string(sandbox::persona_establishment), std::string(persona.psu),
                         std::string(sample_oid));
    GUICHET_TRY(current, wait_here<std::shared_ptr<const ConsentVersion>>(
                             [&](auto done) { consents.current(key, std::move(done)); }));
    if (current->version != 0) continue;
    Consent consent;
    for (const sandbox::PersonaAccount& account : persona.accounts) {
      consent.balances.emplace(account.iban);
      consent.transactions.emplace(account.iban);
    }
    GUICHET_CHECK(put, wait_here<ConsentVersion>([&](auto done) {
                    consents.put(key, consent, std::nullopt, now, std::move(done));
                  }));
  }
  return {};
}

}  // namespace

Outcome<void> seed(store::Store& store, tpp::TppRegister& tpps, const EnrolledTpp& sample,
                   bool preconsent, Instant now) {
  GUICHET_TRY(enrolled, wait_here<std::vector<EnrolledTpp>>(
                            [&](auto done) { store.tpps().all(std::move(done)); }));
  EnrolledTpp renewed = sample;
  for (const EnrolledTpp& tpp : enrolled) {
    if (tpp.client_id != sample.client_id) continue;
    renewed.profile = tpp.profile;  // what was decided of it outlives a restart
    renewed.suspended = tpp.suspended;
  }
  GUICHET_CHECK(admitted, tpps.admit(renewed));
  GUICHET_CHECK(kept,
                wait_here<void>([&](auto done) { store.tpps().enrol(renewed, std::move(done)); }));
  for (EnrolledTpp& tpp : enrolled)
    if (tpp.client_id != sample.client_id)
      static_cast<void>(tpps.admit(std::move(tpp)));  // one that no longer serves is left out
  return preconsent ? give_printed_consents(store.consents(), now) : Outcome<void>{};
}

namespace {

std::string_view word_of(Segment segment) {
  constexpr std::array words{"PART", "PRO", "ENT", "ASSOC"};  // by segment
  return words[static_cast<std::size_t>(segment)];
}

}  // namespace

std::string personas_json() {
  boost::json::array all;
  for (const sandbox::Persona& persona : sandbox::personas()) {
    boost::json::array accounts;
    for (const sandbox::PersonaAccount& account : persona.accounts)
      accounts.push_back(boost::json::object{{"iban", account.iban},
                                             {"segment", account.segment},
                                             {"holder", account.holder},
                                             {"balance", with_two_decimals(account.balance)},
                                             {"currency", code_of(account.balance.currency)},
                                             {"state", sandbox::word_of(account.state)}});
    boost::json::object shown{{"identifier", persona.login},
                              {"name", persona.name},
                              {"portrait", persona.portrait},
                              {"establishment", persona.establishment},
                              {"customer_segment", word_of(persona.segment)},
                              {"ours", persona.portrait.starts_with("Ours:")},
                              {"otp", sandbox_otp}};
    if (!persona.user_number.empty()) shown["user_number"] = persona.user_number;
    shown["accounts"] = std::move(accounts);
    if (persona.more_accounts > 0) shown["more_accounts"] = persona.more_accounts;
    all.push_back(std::move(shown));
  }
  return boost::json::serialize(boost::json::object{{"personas", std::move(all)}});
}

message::Response start_page(const Reached& reached, std::string_view directory) {
  portal::StartPage start{reached.api, reached.authorize, std::string(sandbox_otp), {}};
  for (const sandbox::Persona& persona : sandbox::personas())
    for (const sandbox::PersonaAccount& account : persona.accounts)
      start.accounts.push_back(
          {std::string(persona.login), introduction(persona), std::string(account.iban),
           std::string(account.holder),
           with_two_decimals(account.balance) + " " + code_of(account.balance.currency)});
  for (std::string& command : start.commands) command += " --data " + shell_word(directory);
  return portal::start_page(start);
}

}  // namespace guichet::app
