// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace guichet::app {

/// Adds `tokens void` to `admin`; the data directory that is parsed goes to `data`, which must live
/// as long as `admin`. Gives the command that ends them.
CLI::App& add_tokens(CLI::App& admin, std::string& data);

/// Ends every token and code, for books that are a backup's. Gives the exit code.
int void_tokens(const std::string& data);

}  // namespace guichet::app
