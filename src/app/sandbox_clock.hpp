// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>

#include "app/wiring.hpp"
#include "domain/clock.hpp"

namespace guichet::app {

/// The time that `clock` of the settings names, or one line on why it names none.
std::expected<Instant, std::string> read_clock(const std::string& text);

/// How far ahead of `now` the settings want the sandbox clock to start; nothing if they leave it to
/// what was kept. Fails where the rules of Paris are missing, and on an instant that is none.
std::expected<std::optional<std::chrono::milliseconds>, StartFailure> lead_asked_for(
    const Settings& settings, Instant now);

}  // namespace guichet::app
