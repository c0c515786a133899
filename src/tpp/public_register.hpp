// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/paris_day.hpp"
#include "domain/tpp.hpp"

namespace guichet::tpp {

/// How a provider stands in the public register, the best first.
enum class Standing { active, suspended, struck_off, absent };

/// "active", "suspended", "struck off", "absent".
std::string_view name_of(Standing standing);

/// What a register says of one provider on one day.
struct RegisterEntry {
  std::string name;
  Standing standing = Standing::absent;  ///< absent: its first licence begins on a later day
  std::optional<std::chrono::year_month_day> since;  ///< the standing's first day, if it is told
  std::set<TppRole> roles;  ///< of the licences with this standing; empty: none, or not stated
  bool roles_are_stated = false;
};

/// A standing that a licence has from a day on; without a day, from ever.
struct StandingTurn {
  Standing standing;
  std::optional<std::chrono::year_month_day> since;
};

/// One licence as a register has it. A provider may have several, one after another or together.
struct Licence {
  std::string oid;  ///< PSDFR-ACPR-13807
  std::string name;
  std::vector<StandingTurn> turns;         ///< in order
  std::optional<std::set<TppRole>> roles;  ///< nothing: not stated
};

/// The public register of licensed providers, as a file of it was on a day. Immutable; safe on any
/// thread.
class PublicRegister {
 public:
  /// Reads the file that the European Banking Authority publishes (JSON; Delegated Regulation (EU)
  /// 2019/411, Implementing Regulation (EU) 2019/410) or an extract of REGAFI (semicolons, a header
  /// line with at least identifiant, denomination and statut); the first character that is not
  /// blank tells which. Agents, branches and excluded providers, which hold no licence, are left
  /// out. Refuses with internal, and `said` names the line or the entity and what is wrong: a file
  /// with one broken entry is refused whole.
  static Outcome<PublicRegister> read(std::string_view text);

  /// What the register says on `day` of the holder of `oid`, or nothing. Registers and certificates
  /// punctuate an authority's numbers differently, so of the number letters and digits alone count.
  std::optional<RegisterEntry> find(std::string_view oid, ParisDay day) const;

  /// How many providers it has.
  std::size_t size() const { return licences_.size(); }

  /// "EBA register" or "REGAFI".
  std::string_view name() const { return name_; }

 private:
  PublicRegister(std::string_view name, std::vector<Licence> licences);

  std::string_view name_;
  std::map<std::string, std::vector<Licence>, std::less<>> licences_;
};

/// An operator's word against the register: admit or refuse a TPP whatever the register says.
struct RegisterOverride {
  std::string oid;
  bool admit = false;
  std::string reason;  ///< 1 to 200 characters; the TPP reads the beginning of it
  std::string operator_name;
  Instant at{};
  std::optional<Instant> until;  ///< its end, no longer in force then; nothing: until another word
};

/// Reads overrides, one JSON object a line, in the order in which they were written. Refuses with
/// internal, `said` naming the line, what is not such an object or has no reason.
Outcome<std::vector<RegisterOverride>> read_overrides(std::string_view lines);

/// One line, with its end, to be added to the file.
std::string override_line(const RegisterOverride& word);

/// The override for `oid` that counts at `now`: the last one that has not ended; or null.
const RegisterOverride* override_in_force(std::span<const RegisterOverride> overrides,
                                          std::string_view oid, Instant now);

/// Judges a TPP by an override in force, else by `reg`, for the Paris day of `now`: one that is
/// struck off on a later day is still good. `reg` null: no register is consulted. Refuses with
/// tpp_suspended, `said` naming the cause, the register or the operator, and the day; an operator's
/// reason is in `detail`, for the log.
Outcome<void> judge_standing(const PublicRegister* reg, std::span<const RegisterOverride> overrides,
                             std::string_view oid, bool absent_is_refused, Instant now);

}  // namespace guichet::tpp
