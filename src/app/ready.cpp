// SPDX-License-Identifier: Apache-2.0
#include "app/ready.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "app/shell_word.hpp"
#include "domain/account.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {

void print_ready(const Reached& reached, const std::string& directory, const Settings& settings) {
  std::printf("\nGuichet sandbox, profile %s\n\n", settings.profile.c_str());
  std::printf("  Portal     %s/\n", reached.web.c_str());
  std::printf("  API        %s/stet/psd2/v1.6.2/accounts\n", reached.api.c_str());
  std::printf(
      "  Data       %s (test authority: %s/pki/ca.pem; sample TPP: %s/tpp/PSDFR-ACPR-13807)\n\n",
      directory.c_str(), directory.c_str(), directory.c_str());
  std::printf("  Customers (SMS code 12345678)\n");
  for (const sandbox::Persona& persona : sandbox::personas())
    std::printf("    %s  %s\n", std::string(persona.login).c_str(),
                sandbox::introduction(persona).c_str());
  const std::string data = shell_word(directory);
  std::printf(
      "\n  Try it\n    guichet tpp connect --as 9999999901 --data %s && guichet tpp accounts "
      "--data %s\n",
      data.c_str(), data.c_str());
  std::printf("    curl --cacert %s --connect-to %s %s/.well-known/oauth-authorization-server\n\n",
              shell_word(directory + "/pki/ca.pem").c_str(),
              shell_word("::" + reached.connect).c_str(), reached.api.c_str());
  boost::json::object line;
  line["ready"] = true;
  line["api"] = reached.api;
  line["web"] = reached.web;
  line["data"] = directory;
  std::printf("%s\n", boost::json::serialize(line).c_str());
  std::fflush(stdout);
}

}  // namespace guichet::app
