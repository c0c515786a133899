// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_commands.hpp"

#include "app/commands.hpp"
#include "app/tpp_connect.hpp"
#include "app/tpp_enrol.hpp"
#include "app/tpp_fallback.hpp"
#include "app/tpp_options.hpp"
#include "app/tpp_reads.hpp"
#include "app/tpp_session.hpp"
#include "app/tpp_sign.hpp"

namespace guichet::app {
namespace {

int run_reads(TppReads& reads, const std::string& command) {
  if (command == "accounts") return reads.accounts();
  if (command == "balances") return reads.balances();
  if (command == "transactions") return reads.transactions();
  if (command == "details") return reads.details();
  if (command == "overdrafts") return reads.overdrafts();
  if (command == "identity") return reads.identity();
  return reads.consent();
}

}  // namespace

int tpp_main(const std::vector<std::string>& arguments) {
  const auto options = read_tpp_options(arguments);
  if (!options) return options.error();
  if (options->command == "enrol") return tpp_enrol(*options);
  if (options->command == "sign") return tpp_sign(*options);
  const auto session = open_session(*options);
  if (!session) return session.error();
  if (options->command == "connect") return tpp_connect(**session);
  if (options->command == "fallback") return tpp_fallback(**session);
  const auto tokens = stored_tokens(**session);
  if (!tokens) return tokens.error();
  if (options->command == "refresh") return tpp_refresh(**session, *tokens);
  TppReads reads(**session, tokens->access_token);
  return run_reads(reads, options->command);
}

}  // namespace guichet::app
