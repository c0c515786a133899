// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_fallback.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "app/tpp_customer.hpp"
#include "client/fallback.hpp"
#include "client/masking.hpp"
#include "client/tables.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;

using Accounts = std::vector<client::ScrapedAccount>;

void print_json(const std::string& location, const Accounts* accounts) {
  json::object object{{"location", location}};
  if (accounts != nullptr) {
    json::array listed;
    for (const client::ScrapedAccount& account : *accounts)
      listed.push_back(json::object{
          {"name", account.name}, {"iban", account.iban}, {"balance", account.balance}});
    object["accounts"] = std::move(listed);
  }
  std::printf("%s\n", json::serialize(object).c_str());
}

void print_text(const std::string& location, const Accounts* accounts) {
  std::printf("The bank lets you in at\n  %s\n", client::with_masked_pass(location).c_str());
  if (accounts == nullptr) {
    std::printf("for a minute, once. --as IDENTIFIER goes there; --json prints it whole.\n");
    return;
  }
  client::Table table({"IBAN", "NAME", ">BALANCE"});
  for (const client::ScrapedAccount& account : *accounts)
    table.add({account.iban, account.name, account.balance});
  std::printf("and there the customer has\n%s",
              accounts->empty() ? "no account\n" : table.text().c_str());
}

}  // namespace

int tpp_fallback(TppSession& session) {
  const TppOptions& options = session.options;
  client::Customer customer{{}, {}, options.otp};
  if (!options.as.empty()) {
    auto identifier = identifier_of(options.as, session.application.establishment());
    if (!identifier) return identifier.error();
    customer.user_number = user_number_of(session, *identifier);
    customer.identifier = *std::move(identifier);
  }
  const auto reply =
      client::ask_for_fallback(session.application, session.transport, session.randomness);
  if (!reply) return report(reply.error());
  show_request(options, reply->answer);
  if (reply->location.empty()) return report_refusal(reply->answer);
  const auto print = options.json ? print_json : print_text;
  if (options.as.empty()) {
    print(reply->location, nullptr);
    return exit_done;
  }
  const auto accounts =
      client::accounts_at_online_bank(session.transport, reply->location, customer);
  if (!accounts) return report(accounts.error());
  print(reply->location, &*accounts);
  return exit_done;
}

}  // namespace guichet::app
