// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace guichet::app {

/// What `guichet admin quotas` was asked.
struct QuotaQuestion {
  std::string data = "guichet-data";
  std::string store;          ///< empty: the one that was served last from there
  std::string establishment;  ///< empty: every one
  std::string psu;
  std::string tpp;
  std::string day;  ///< as it was typed; empty: the newest with a counter that fits
  bool as_json = false;
  bool full = false;
};

/// Adds the command with its options to `admin`; what is parsed goes to `question`, which must live
/// as long as `admin`.
CLI::App& add_quotas(CLI::App& admin, QuotaQuestion& question);

/// Prints the counters of batch accesses and what moved each of them, of a gateway that runs or
/// that is stopped. Gives the exit code.
int show_quotas(const QuotaQuestion& question);

}  // namespace guichet::app
