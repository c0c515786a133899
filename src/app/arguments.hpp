// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace guichet::app {

/// Reads `arguments` into `app`, whose name is "guichet COMMAND". Gives the exit code where there
/// is nothing more to do: help has been printed, or on stderr one line that says what is wrong and
/// names the nearest match of a word that is not known.
std::optional<int> ended_by_arguments(CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace guichet::app
