// SPDX-License-Identifier: Apache-2.0
#include "app/admin_tokens.hpp"

#include <cstdio>

#include "app/books_witness.hpp"
#include "app/commands.hpp"
#include "app/option_value.hpp"
#include "app/store_inspection.hpp"
#include "app/store_opening.hpp"
#include "app/store_settings.hpp"
#include "app/system_clock.hpp"
#include "store/postgresql/inspection.hpp"
#include "store/sqlite/token_purge.hpp"

namespace guichet::app {
namespace {

int failed(int code, const std::string& words) {
  std::fprintf(stderr, "guichet admin: %s\n", words.c_str());
  return code;
}

}  // namespace

CLI::App& add_tokens(CLI::App& admin, std::string& data, std::string& store) {
  auto& tokens = *admin.add_subcommand("tokens", "tokens of all TPPs");
  tokens.require_subcommand(1);
  auto& void_all =
      *tokens.add_subcommand("void", "end every token and code: the books are a backup's");
  void_all.add_option("--data", data, "data directory (default ./guichet-data)")
      ->check(fault_of_empty);
  void_all.add_option("--store", store, "default: the one last served from there")
      ->check(fault_of_empty);
  return void_all;
}

int void_tokens(const std::string& data, const std::string& store) {
  const auto settings = settings_in(data, store);
  if (!settings) return failed(exit_configuration, settings.error());
  const auto done = is_postgresql(settings->store)
                        ? store::postgresql::void_tokens(settings->store)
                        : store::void_tokens(store_file(*settings, data), SystemClock().now());
  if (!done) return failed(exit_code_of(*settings, done.error()), done.error().detail);
  BooksWitness(data, settings->store).forget();
  std::printf("Every token and code in %s has ended; customers give their TPPs new ones\n",
              name_of_store(*settings, data).c_str());
  return exit_done;
}

}  // namespace guichet::app
