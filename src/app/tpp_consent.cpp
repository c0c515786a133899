// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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

/// True if every word could be an IBAN: those go to the bank as they were typed.
bool are_ibans(const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [](const std::string& word) {
    return word.size() > 2 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'A' && word[1] <= 'Z';
  });
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
  const auto body = consent_body();
  if (!body) return body.error();
  const auto exchange =
      concluded(client_.put(list_link({"consents"}, "/consents"), built("/accounts"), *body));
  if (!exchange) return exchange.error();
  session_.listings.forget();
  if (session_.options.json)
    std::fputs(exchange->answer.body.c_str(), stdout);
  else
    std::printf("Consent recorded (%d); it replaces the former one. Sent:\n%s\n",
                exchange->answer.status, body->c_str());
  return exit_done;
}

Step<std::string> TppReads::consent_body() {
  const TppOptions& options = session_.options;
  client::Listing known;
  const bool is_list_needed = options.all || !are_ibans(options.balances) ||
                              !are_ibans(options.transactions) || !are_ibans(options.overdrafts);
  if (is_list_needed) {
    // An account opened since the list was kept belongs to all.
    auto list = options.all ? fresh_listing() : listing();
    if (!list) return std::unexpected(list.error());
    known = *std::move(list);
  }
  std::vector<std::string> all;
  if (options.all)
    for (const client::ListedAccount& account : known.accounts) all.push_back(account.iban);
  const auto list = [&](const std::vector<std::string>& named) {
    return ibans(options.all ? all : as_ibans(known, named));
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
