// SPDX-License-Identifier: Apache-2.0
#include "app/hosts_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/establishment_files.hpp"
#include "app/option_value.hpp"
#include "app/settings.hpp"
#include "domain/paris_day.hpp"

namespace guichet::app {
namespace {

int failed(int code, const std::string& words) {
  std::fprintf(stderr, "guichet hosts: %s\n", words.c_str());
  return code;
}

void print(const HostNames& names) {
  std::printf(
      "# Guichet sandbox: append this to /etc/hosts for programs whose resolver does not know "
      "*.localhost\n");
  for (const Establishment& establishment : establishments()) {
    for (const std::string& name : names.names_of(establishment))
      std::printf("127.0.0.1 %s\n", name.c_str());
    for (const RetiredHost& retired : names.retired_names_of(establishment))
      std::printf("127.0.0.1 %s # refused (421) from %s on, Paris\n", retired.name.c_str(),
                  iso_date(retired.gone_on).c_str());
  }
}

/// With what the data directory says. What is wrong with an establishment's file is said, and the
/// names that are known are printed all the same.
int print_of(const std::string& data, const std::string& domain) {
  std::error_code error;
  if (!std::filesystem::is_directory(data, error))
    return failed(exit_failed, data + " is no data directory");
  const auto settings = read_settings_of(data);
  if (!settings) return failed(exit_configuration, settings.error());
  TermsInForce terms;
  counter::ResponseSeals seals;
  record::Log log(record::Log::Level::error);
  const HostNames names(domain.empty() ? settings->domain : domain, std::nullopt,
                        {.terms = &terms});
  const bool is_named = !settings->establishments.empty();
  EstablishmentFiles files(is_named ? settings->establishments : data + "/establishments", terms,
                           seals, names, log);
  if (const auto there = files.check_folder(is_named); !there)
    return failed(exit_configuration, there.error());
  files.read_first();
  print(names);
  const bool all = std::ranges::all_of(
      establishments(), [&](const Establishment& each) { return terms.of(each).is_readable; });
  return all ? exit_done : exit_configuration;
}

}  // namespace

int hosts_main(const std::vector<std::string>& arguments) {
  std::string data;
  std::string domain;
  CLI::App app("Lines for a hosts file", "guichet hosts");
  app.add_option("--data", data,
                 "data directory whose own host names are listed too (default none)")
      ->check(fault_of_empty);
  app.add_option("--domain", domain, "last part of the names (default: the data's, or localhost)")
      ->check(fault_of_empty);
  if (const auto ended = ended_by_arguments(app, arguments)) return *ended;
  Settings settings;
  if (!domain.empty()) settings.domain = domain;
  if (const auto checked = check_settings(settings); !checked)
    return failed(exit_usage, "--" + checked.error());
  if (!data.empty()) return print_of(data, domain);
  print(HostNames(settings.domain, std::nullopt));
  return exit_done;
}

}  // namespace guichet::app
