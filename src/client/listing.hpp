// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/failure.hpp"

namespace guichet::client {

/// Links by their relation: "balances" to "/stet/psd2/v1.6.2/accounts/...". An empty href is no
/// link.
using Links = std::map<std::string, std::string, std::less<>>;

/// An account as GET /accounts lists it (STET AccountResource).
struct ListedAccount {
  std::string resource_id;  ///< empty while the account is not consented
  std::string iban;
  std::string currency;
  std::string name;
  std::string usage;
  std::string psu_status;
  Links links;
};

/// An answer to GET /accounts (STET HalAccounts), of any version.
struct Listing {
  std::vector<ListedAccount> accounts;
  Links links;

  /// The account with this IBAN (blanks ignored) or resource id, or null.
  const ListedAccount* find(std::string_view iban_or_resource_id) const;
  /// The first link of these relations that is there, or an empty string: banks spell some of them
  /// in two ways.
  std::string link(std::initializer_list<std::string_view> relations) const;
};

/// Fails with Trouble::answer when `body` is no such document.
Result<Listing> read_listing(std::string_view body);

/// An entry as far as a program must know it to ask for its details.
struct ListedEntry {
  std::string resource_id;
  std::string reference;
  std::string details;  ///< link; empty when the entry has no details
};

/// The entries of a GET .../transactions answer, in its order.
Result<std::vector<ListedEntry>> read_entries(std::string_view body);

}  // namespace guichet::client
