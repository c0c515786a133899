// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.hpp"
#include "dice.hpp"
#include "world.hpp"

namespace guichet::properties {

enum class Act {
  authenticate,   ///< the customer proves who he is, the TPP gets a code
  exchange,       ///< the TPP's last code for a pair of tokens
  refresh,        ///< a new access token
  revoke,         ///< the TPP gives its pair back
  withdraw_all,   ///< the customer at the dashboard
  withdraw_part,  ///< the same, one part of the consent
  consent,        ///< PUT /consents
  accounts,
  balances,
  transactions,
  details,
  overdrafts,
  identity,
  move_clock,
  change_bank,  ///< core banking's facts of an account or customer change
  restart,      ///< the program ends and starts again on its books
};

/// A point of time as far as it does not depend on when it is asked for.
struct DateAsked {
  int days_back = 0;   ///< from the Paris day of the call; its midnight
  Millis further = 0;  ///< added to that midnight
};

struct ConsentAsked {
  using Numbers = std::array<bool, iban_count>;
  Numbers balances{}, transactions{}, overdrafts{};
  bool identity = false;
};

enum class Move { by, to_midnight, to_landmark };

enum class Change { eligibility, kin, customership, holding };

/// One thing that happens. What an act does not use stays as it is here.
struct Step {
  Act act = Act::move_clock;
  std::size_t bank = 0, customer = 0, tpp = 0;
  std::size_t number = 0;  ///< which IBAN
  bool batch = false;      ///< the customer is not connected
  int bank_fails_at = 0;   ///< which of the questions to core banking is not answered; 0: all are
  bool former_token = false;   ///< the TPP sends the token before its last
  bool at_other_bank = false;  ///< refresh and revoke: sent to the other bank
  bool by_other_tpp = false;   ///< refresh and revoke: sent by the other TPP
  ConsentAsked consent = {};
  std::optional<DateAsked> date_from = {}, date_to = {};
  std::optional<std::string> reference_from = {}, reference_to = {};
  std::size_t entry = 0;  ///< which of the account's entries; one too many: none of them
  std::size_t part = 0;   ///< balances, transactions, overdrafts, identity
  Move move = Move::by;
  Millis moved_by = 0;
  std::size_t landmark = 0;
  Change change = Change::eligibility;
};

struct Sequence {
  std::uint64_t seed = 0;
  World world;
  Millis start = 0;
  std::vector<Step> steps;
};

/// Instants around which calendars go wrong: both changes of 2027, a leap day, a year's end.
inline constexpr std::size_t landmarks = 8;
Millis landmark(std::size_t which);

/// The sequence of this seed, always the same.
Sequence random_sequence(std::uint64_t seed);

std::string_view name_of(Act act);

/// As a reader of a failure wants it, one line.
std::string written(const Step& step);

}  // namespace guichet::properties
