// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace guichet::app {

/// Adds `tokens void` to `admin`; the data directory that is parsed goes to `data` and the store to
/// `store`, which must live as long as `admin`. Gives the command that ends them.
CLI::App& add_tokens(CLI::App& admin, std::string& data, std::string& store);

/// Ends every token and code in `store`, or where that is empty in the one that was served last
/// from the data directory; for books that are a backup's. Gives the exit code.
int void_tokens(const std::string& data, const std::string& store);

}  // namespace guichet::app
