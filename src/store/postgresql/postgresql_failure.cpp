// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_failure.hpp"

#include <algorithm>

namespace guichet::store::postgresql {
namespace {

/// Of "...: FATAL:  28P01: password authentication failed ..."; empty if no server said anything.
std::string state_in(std::string_view line) {
  constexpr std::string_view before = ":  ";
  constexpr std::string_view behind = ": ";
  constexpr std::size_t length = 5;
  const auto is_of_a_state = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  };
  for (auto at = line.find(before); at != std::string_view::npos; at = line.find(before, at + 1)) {
    const std::string_view rest = line.substr(at + before.size());
    const std::string_view state = rest.substr(0, length);
    if (std::ranges::all_of(state, is_of_a_state) && rest.substr(state.size()).starts_with(behind))
      return std::string(state);
  }
  return {};
}

}  // namespace

// 25006: the server only reads, as one does that was the primary. 57P: it is going down.
bool PostgresqlFailure::ends_session() const {
  return state_.empty() || state_ == "25006" || state_.starts_with("57P") ||
         state_.starts_with("08");
}

bool PostgresqlFailure::is_transient() const {
  return state_ == "40001" || state_ == "40P01" || state_ == "55P03";
}

// 28: user, password or pg_hba.conf. 3D000: no such database.
bool PostgresqlFailure::refuses_login() const {
  return state_.starts_with("28") || state_ == "3D000";
}

bool PostgresqlFailure::lacks_rights() const { return state_ == "42501"; }

bool PostgresqlFailure::is_constraint() const {
  return state_.starts_with("23") || state_.starts_with("22") || state_.starts_with("54");
}

PostgresqlFailure failure_to_connect(std::string_view message) {
  std::string line;
  while (!message.empty()) {
    const std::string_view part = message.substr(0, message.find('\n'));
    message.remove_prefix(std::min(message.size(), part.size() + 1));
    // Of a server itself, once for each of its refusals; a pooler before it sends none.
    if (!part.starts_with("LOCATION:")) line.append(line.empty() ? "" : " ").append(part);
  }
  PostgresqlFailure failure(state_in(line), line);
  if (failure.refuses_login() || failure.lacks_rights()) return failure;
  return {"", line};
}

}  // namespace guichet::store::postgresql
