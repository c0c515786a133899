// SPDX-License-Identifier: Apache-2.0
#include "tpp/public_register.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tpp/register_files.hpp"

namespace guichet::tpp {
namespace {

using std::chrono::year_month_day;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t\r\n";

/// What an oid is found by: country and authority as they are, of the number letters (capital) and
/// digits.
std::string key_of(std::string_view oid) {
  constexpr std::size_t authority = 6;  // behind "PSDFR-"
  const std::size_t dash = oid.find('-', authority);
  if (oid.size() <= authority || dash == std::string_view::npos) return std::string(oid);
  std::string key(oid.substr(0, dash + 1));
  for (const char c : oid.substr(dash + 1)) {
    if (c >= 'a' && c <= 'z')
      key += static_cast<char>(c - 'a' + 'A');
    else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || static_cast<signed char>(c) < 0)
      key += c;
  }
  return key;
}

/// The turn of `licence` on `day`, or null before the first.
const StandingTurn* turn_on(const Licence& licence, year_month_day day) {
  const StandingTurn* current = nullptr;
  for (const StandingTurn& turn : licence.turns)
    if (!turn.since || *turn.since <= day) current = &turn;
  return current;
}

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

struct ServiceRow {
  std::string_view eba;
  std::string_view directive;
  TppRole role;
};
// PS_05B is acquiring, which needs no access to accounts.
constexpr std::array service_rows{
    ServiceRow{"PS_05A", "5", TppRole::card_issuing},
    ServiceRow{"PS_070", "7", TppRole::payment_initiation},
    ServiceRow{"PS_080", "8", TppRole::account_information},
};

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::active:
      return "active";
    case Standing::suspended:
      return "suspended";
    case Standing::struck_off:
      return "struck off";
    case Standing::absent:
      return "absent";
  }
  std::unreachable();
}

Outcome<PublicRegister> PublicRegister::read(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return refuse(Code::internal, "The register is empty; expected the EBA's JSON or a CSV.");
  const bool is_json = text[first] == '[' || text[first] == '{';
  GUICHET_TRY(licences, is_json ? read_eba_file(text) : read_regafi_file(text));
  // An emptied file would suspend everybody: it is a broken download, not a register.
  if (licences.empty()) return refuse(Code::internal, "The register has no licensed provider.");
  return PublicRegister(is_json ? "EBA register" : "REGAFI", std::move(licences));
}

PublicRegister::PublicRegister(std::string_view name, std::vector<Licence> licences) : name_(name) {
  for (Licence& licence : licences) licences_[key_of(licence.oid)].push_back(std::move(licence));
}

std::optional<RegisterEntry> PublicRegister::find(std::string_view oid, ParisDay day) const {
  const auto found = licences_.find(key_of(oid));
  if (found == licences_.end()) return std::nullopt;
  RegisterEntry entry;
  entry.name = found->second.front().name;
  for (const Licence& licence : found->second) {
    const StandingTurn* turn = turn_on(licence, day);
    if (turn == nullptr || turn->standing > entry.standing) continue;
    const bool is_better = turn->standing < entry.standing;
    if (is_better) {
      entry = RegisterEntry();
      entry.name = licence.name;
      entry.standing = turn->standing;
    }
    // Of two licences taken away the later end is the one that counts.
    entry.since = std::max(entry.since, turn->since);
    if (!licence.roles) continue;
    entry.roles_are_stated = true;
    entry.roles.insert(licence.roles->begin(), licence.roles->end());
  }
  return entry;
}

std::optional<year_month_day> read_register_day(std::string_view text) {
  constexpr std::size_t length = 10;
  if (text.size() != length) return std::nullopt;
  const bool is_iso = text[4] == '-' && text[7] == '-';
  const bool is_french = text[2] == '/' && text[5] == '/';
  if (!is_iso && !is_french) return std::nullopt;
  const auto year = number_of(is_iso ? text.substr(0, 4) : text.substr(6));
  const auto month = number_of(is_iso ? text.substr(5, 2) : text.substr(3, 2));
  const auto day = number_of(is_iso ? text.substr(8) : text.substr(0, 2));
  if (!year || !month || !day) return std::nullopt;
  const year_month_day read{std::chrono::year(*year),
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  return read.ok() ? std::optional(read) : std::nullopt;
}

std::optional<TppRole> role_of_service(std::string_view service) {
  for (const ServiceRow& row : service_rows)
    if (service == row.eba || service == row.directive || service == scope_of(row.role))
      return row.role;
  return std::nullopt;
}

}  // namespace guichet::tpp
