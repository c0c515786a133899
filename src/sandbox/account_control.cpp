// SPDX-License-Identifier: Apache-2.0
#include "sandbox/account_control.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "sandbox/control_json.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;

constexpr std::array states{std::pair{AccountState::not_open_yet, std::string_view("not_open_yet")},
                            std::pair{AccountState::active, std::string_view("active")},
                            std::pair{AccountState::closed, std::string_view("closed")}};

Outcome<std::optional<AccountState>> read_state(const json::object& body) {
  if (!body.contains("state")) return std::nullopt;
  const auto found = std::ranges::find(states, text_of(body, "state"),
                                       &std::pair<AccountState, std::string_view>::second);
  if (found == states.end())
    return refuse(Code::field_type, "state must be not_open_yet, active or closed.");
  return found->first;
}

Outcome<std::optional<bool>> read_flag(const json::object& body, std::string_view name) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) return refuse(Code::field_type, std::string(name) + " must be a boolean.");
  return value->as_bool();
}

}  // namespace

std::string_view word_of(AccountState state) {
  return std::ranges::find(states, state, &std::pair<AccountState, std::string_view>::first)
      ->second;
}

Outcome<message::Response> change_account(const message::Request& request,
                                          bank::EmbeddedBank& bank) {
  GUICHET_TRY(body, read_object(request));
  GUICHET_TRY(iban, Iban::parse(text_of(body, "iban")));
  GUICHET_TRY(state, read_state(body));
  GUICHET_TRY(blocked, read_flag(body, "blocked"));
  GUICHET_TRY(seized, read_flag(body, "seized"));
  std::string establishment = text_of(body, "establishment");
  constexpr std::size_t bank_code_at = 4;
  constexpr std::size_t bank_code_length = 5;
  if (establishment.empty()) establishment = iban.text().substr(bank_code_at, bank_code_length);
  GUICHET_TRY(account, bank.change_account(establishment, iban, [&](Account& changed) {
    changed.state = state.value_or(changed.state);
    changed.blocked = blocked.value_or(changed.blocked);
    changed.seized = seized.value_or(changed.seized);
  }));
  return json_response(200, json::object{{"iban", iban.text()},
                                         {"establishment", establishment},
                                         {"state", word_of(account.state)},
                                         {"blocked", account.blocked},
                                         {"seized", account.seized},
                                         {"eligible", is_eligible(account)}});
}

}  // namespace guichet::sandbox
