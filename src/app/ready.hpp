// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/settings.hpp"
#include "app/wiring.hpp"

namespace guichet::app {

/// Prints what a human needs to begin, and then the ready line: one JSON object, the last on
/// stdout.
void print_ready(const Reached& reached, const std::string& directory, const Settings& settings);

}  // namespace guichet::app
