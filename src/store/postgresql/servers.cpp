// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/servers.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string_view>

namespace guichet::store::postgresql {
namespace {

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    parts.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// What stands at this place; a list of one is for all.
std::string at(const std::vector<std::string>& list, std::size_t place) {
  if (list.size() == 1) return list[0];
  return place < list.size() ? list[place] : std::string{};
}

using Options = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;

Options options_in(const std::string& url) {
  char* said = nullptr;
  Options options(PQconninfoParse(url.c_str(), &said), PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> message(said, PQfreemem);
  if (!options && (said == nullptr || std::string_view(said).starts_with("out of memory")))
    throw std::bad_alloc();
  return options;
}

}  // namespace

bool is_an_address(const std::string& url) {
  if (!options_in(url)) return false;
  return std::ranges::all_of(servers_of(url), [](const Server& server) {
    return server.port.find_first_not_of("0123456789") == std::string::npos;
  });
}

std::vector<Server> servers_of(const std::string& url) {
  const Options options = options_in(url);
  const auto list_of = [&](std::string_view keyword) {
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr;
         ++option)
      if (keyword == option->keyword && option->val != nullptr) return split(option->val);
    return split("");
  };
  const auto hosts = list_of("host");
  const auto addresses = list_of("hostaddr");
  const auto ports = list_of("port");
  std::vector<Server> servers;
  for (std::size_t place = 0; place < std::max(hosts.size(), addresses.size()); ++place)
    servers.push_back({at(hosts, place), at(addresses, place), at(ports, place)});
  return servers;
}

}  // namespace guichet::store::postgresql
