// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "app/tpp_reads.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;

json::array ibans(const std::vector<std::string>& list) {
  json::array entries;
  for (const std::string& iban : list) entries.emplace_back(json::object{{"iban", iban}});
  return entries;
}

/// A resource id stands for its IBAN; anything else goes to the bank as it was typed.
std::vector<std::string> as_ibans(const client::Listing& listing,
                                  const std::vector<std::string>& wanted) {
  std::vector<std::string> found;
  for (const std::string& word : wanted) {
    const client::ListedAccount* account = listing.find(word);
    found.push_back(account == nullptr || account->iban.empty() ? word : account->iban);
  }
  return found;
}

}  // namespace

int TppReads::consent() {
  const auto known = listing();
  if (!known) return known.error();
  const auto body = consent_body(*known);
  if (!body) return body.error();
  const std::string link = known->link({"consents"});
  const std::string accounts_path = built("/accounts");
  const auto exchange =
      concluded(client_.put(link.empty() ? built("/consents") : link, accounts_path, *body));
  if (!exchange) return exchange.error();
  session_.listings.forget();
  if (session_.options.json)
    std::fputs(exchange->answer.body.c_str(), stdout);
  else
    std::printf("Consent recorded (%d); it replaces the former one. Sent:\n%s\n",
                exchange->answer.status, body->c_str());
  return exit_done;
}

Step<std::string> TppReads::consent_body(const client::Listing& listing) const {
  const TppOptions& options = session_.options;
  std::vector<std::string> all;
  if (options.all)
    for (const client::ListedAccount& account : listing.accounts) all.push_back(account.iban);
  const auto list = [&](const std::vector<std::string>& named) {
    return ibans(options.all ? all : as_ibans(listing, named));
  };
  json::object body;
  body["balances"] = list(options.balances);
  body["transactions"] = list(options.transactions);
  body["overdrafts"] = list(options.overdrafts);
  body["psuIdentity"] = options.all || options.identity;
  body["trustedBeneficiaries"] = false;
  body["owners"] = json::array();
  return json::serialize(body);
}

}  // namespace guichet::app
