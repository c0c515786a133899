// SPDX-License-Identifier: Apache-2.0
#include "app/pki_commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "app/pki_issue.hpp"
#include "app/pki_revocation.hpp"
#include "app/pki_variants.hpp"

namespace guichet::app {
namespace {

/// What the commands are told, one member for those of a file.
struct PkiOptions {
  PkiIssueOptions issue;
  PkiVariantsOptions variants;
  PkiRevocationOptions revocation;
};

struct PkiCommand {
  const char* name;
  int (*run)(const PkiOptions& options);
};

constexpr std::array commands{
    PkiCommand{"init", [](const PkiOptions& options) { return pki_init(options.issue); }},
    PkiCommand{"issue", [](const PkiOptions& options) { return pki_issue(options.issue); }},
    PkiCommand{"variants",
               [](const PkiOptions& options) { return pki_variants(options.variants); }},
    PkiCommand{"revoke", [](const PkiOptions& options) { return pki_revoke(options.revocation); }},
    PkiCommand{"crl", [](const PkiOptions& options) { return pki_crl(options.revocation); }},
    PkiCommand{"renew", [](const PkiOptions& options) { return pki_renew(options.revocation); }},
};

void add_commands(CLI::App& pki, PkiOptions& options) {
  add_issue_commands(pki, options.issue);
  add_variants_command(pki, options.variants);
  add_revocation_commands(pki, options.revocation);
}

int usage(const std::string& line) {
  std::fprintf(stderr, "guichet pki: %s\n", line.c_str());
  return exit_usage;
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

/// The exit code to end with, if the arguments are not good ones.
std::optional<int> refused_arguments(CLI::App& pki, const std::vector<std::string>& arguments) {
  std::vector<std::string> known;
  for (const PkiCommand& command : commands) known.emplace_back(command.name);
  const std::string& first = arguments.front();
  if (first != "--help" && first != "-h" && std::ranges::find(known, first) == known.end())
    return usage("unknown command \"" + first + "\"; did you mean \"" + nearest(first, known) +
                 "\"?");
  try {
    // CLI11 takes the arguments from the back.
    pki.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp& help) {
    return pki.exit(help);
  } catch (const CLI::ParseError& error) {
    return usage(first + ": " + error.what());
  }
  const CLI::App& command = *pki.get_subcommands().front();
  if (const auto remaining = command.remaining(); !remaining.empty())
    return usage(first + ": unknown argument \"" + remaining.front() + "\"; did you mean \"" +
                 nearest(remaining.front(), flags_of(command)) + "\"?");
  return std::nullopt;
}

}  // namespace

int pki_main(const std::vector<std::string>& arguments) {
  PkiOptions options;
  CLI::App pki("Test certificates, good and broken, signed by the sandbox's own authority",
               "guichet pki");
  add_commands(pki, options);
  if (arguments.empty()) {
    std::fputs(pki.help().c_str(), stdout);
    return exit_usage;
  }
  if (const auto refused = refused_arguments(pki, arguments)) return *refused;
  const std::string name = pki.get_subcommands().front()->get_name();
  const auto* const command = std::ranges::find(commands, name, &PkiCommand::name);
  return command->run(options);
}

}  // namespace guichet::app
