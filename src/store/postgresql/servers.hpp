// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace guichet::store::postgresql {

/// One of the servers that an address names, as libpq's keywords; what the address does not say is
/// empty.
struct Server {
  std::string host;
  std::string hostaddr;
  std::string port;
};

/// Whether libpq can read `url` and its ports are numbers. Asked first: what libpq says where it
/// cannot quotes the address, password and all.
bool is_an_address(const std::string& url);

/// The servers that `url` names, in its order, at least one. `url` is an address.
std::vector<Server> servers_of(const std::string& url);

}  // namespace guichet::store::postgresql
