// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace guichet::app {

/// What `guichet admin consents` was asked.
struct ConsentQuestion {
  std::string data = "guichet-data";
  std::string store;          ///< empty: the one that was served last from there
  std::string establishment;  ///< empty: every one
  std::string tpp;
  std::string psu;
  bool history = false;
  bool full = false;
  bool json = false;
};

/// Adds the command with its options to `admin`; what is parsed goes to `question`, which must live
/// as long as `admin`.
CLI::App& add_consents(CLI::App& admin, ConsentQuestion& question);

/// Prints what the register of consents says, from the store of the data directory, while a gateway
/// may be serving it. Gives the exit code.
int show_consents(const ConsentQuestion& question);

}  // namespace guichet::app
