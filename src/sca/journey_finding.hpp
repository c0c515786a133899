// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sca/turn.hpp"

namespace guichet::sca {

/// Whether the ten minutes that a customer has are not over.
bool is_fresh(const Journey& journey, Instant now);

/// The lines that take the oldest journeys' cookies away, so that one more has room.
std::vector<std::string> cookies_to_drop(const message::Request& request);

/// The browser gets the second level's secret. It is made of the first level's, so that two clicks
/// on the first page get the same one, on whichever node.
void go_to_second_level(Turn& turn);

/// Goes on with the journey that `turn` names, if this browser may; answers otherwise, with
/// page_session_unknown or the store's refusal.
void find_journey(TurnPtr turn, NextStep next);

/// Shows where the last journey that this browser began stands, of those still on their way: what
/// the address of the forms leads to by itself. Another site's link to it shows nothing. Refuses
/// like find_journey.
void show_last(TurnPtr turn);

}  // namespace guichet::sca
