// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace guichet::app {

/// What `guichet pki init` and `issue` are told.
struct PkiIssueOptions {
  std::string data = "guichet-data";
  std::string oid;
  std::vector<std::string> roles;
  std::string kind;
  std::string broken;  ///< a variant's name; oid, roles and kind may then be left out
  std::string out;
  int days = 0;
  std::string not_before;
  std::string not_after;
  bool force = false;
};

/// Adds the two commands to `pki`.
void add_issue_commands(CLI::App& pki, PkiIssueOptions& options);

/// Each does its work and gives an exit code; what went wrong has been printed.
int pki_init(const PkiIssueOptions& options);
int pki_issue(const PkiIssueOptions& options);

}  // namespace guichet::app
