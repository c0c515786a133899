// SPDX-License-Identifier: Apache-2.0
#include "app/pki_commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "app/arguments.hpp"
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

}  // namespace

int pki_main(const std::vector<std::string>& arguments) {
  PkiOptions options;
  CLI::App pki("Test certificates, good and broken, signed by the sandbox's own authority",
               "guichet pki");
  add_commands(pki, options);
  pki.require_subcommand(1);
  if (const auto ended = ended_by_arguments(pki, arguments)) return *ended;
  const std::string name = pki.get_subcommands().front()->get_name();
  const auto* const command = std::ranges::find(commands, name, &PkiCommand::name);
  return command->run(options);
}

}  // namespace guichet::app
