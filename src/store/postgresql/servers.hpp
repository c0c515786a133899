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

/// The servers that `url` names, in its order, at least one. One without names where libpq cannot
/// read it: connecting says why.
std::vector<Server> servers_of(const std::string& url);

}  // namespace guichet::store::postgresql
