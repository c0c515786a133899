// SPDX-License-Identifier: Apache-2.0
#include "client/listing.hpp"

#include <boost/json.hpp>

#include "client/json_member.hpp"
#include "domain/outcome.hpp"

namespace guichet::client {
namespace {

namespace json = boost::json;

Links links_of(const json::object& object) {
  Links links;
  for (const auto& [relation, link] : object_in(object, "_links")) {
    if (!link.is_object()) continue;
    if (std::string href = text_in(link.get_object(), "href"); !href.empty())
      links.emplace(relation, std::move(href));
  }
  return links;
}

ListedAccount account_of(const json::object& object) {
  const json::object& id = object_in(object, "accountId");
  ListedAccount account;
  account.resource_id = text_in(object, "resourceId");
  account.iban = text_in(id, "iban");
  account.currency = text_in(id, "currency");
  if (account.currency.empty()) account.currency = text_in(object, "currency");  // STET 1.4
  account.name = text_in(object, "name");
  account.usage = text_in(object, "usage");
  account.psu_status = text_in(object, "psuStatus");
  account.links = links_of(object);
  return account;
}

std::string without_blanks(std::string_view text) {
  std::string bare(text);
  std::erase(bare, ' ');
  return bare;
}

}  // namespace

Result<Listing> read_listing(std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::array* accounts = array_in(object, "accounts");
  if (accounts == nullptr)
    return fail(Trouble::answer, "the list of accounts has no \"accounts\" array");
  Listing listing;
  for (const json::value& account : *accounts)
    if (account.is_object()) listing.accounts.push_back(account_of(account.get_object()));
  listing.links = links_of(object);
  return listing;
}

Result<std::vector<ListedEntry>> read_entries(std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::array* transactions = array_in(object, "transactions");
  if (transactions == nullptr)
    return fail(Trouble::answer, "the answer has no \"transactions\" array");
  std::vector<ListedEntry> entries;
  for (const json::value& value : *transactions) {
    if (!value.is_object()) continue;
    const json::object& entry = value.get_object();
    Links links = links_of(entry);
    entries.push_back(
        {text_in(entry, "resourceId"), text_in(entry, "entryReference"), links["details"]});
  }
  return entries;
}

const ListedAccount* Listing::find(std::string_view iban_or_resource_id) const {
  const std::string wanted = without_blanks(iban_or_resource_id);
  for (const ListedAccount& account : accounts)
    if (!wanted.empty() && (account.iban == wanted || account.resource_id == wanted))
      return &account;
  return nullptr;
}

std::string Listing::link(std::initializer_list<std::string_view> relations) const {
  for (const std::string_view relation : relations)
    if (const auto found = links.find(relation); found != links.end()) return found->second;
  return {};
}

}  // namespace guichet::client
