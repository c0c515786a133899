// SPDX-License-Identifier: Apache-2.0
#include "oauth/repetition.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace guichet::oauth {
namespace {

constexpr std::array<std::string_view, 14> names_of_the_protocol{
    "client_id",     "client_secret", "code",         "code_challenge", "code_challenge_method",
    "code_verifier", "grant_type",    "redirect_uri", "refresh_token",  "response_type",
    "scope",         "state",         "token",        "ui_locales"};

}  // namespace

std::optional<std::string> said_of_repetition(const message::Parameters& parameters) {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : parameters) {
    if (seen.insert(name).second) continue;
    const bool is_ours =
        std::ranges::find(names_of_the_protocol, name) != names_of_the_protocol.end();
    return (is_ours ? name : std::string("A parameter")) + " is given twice; send it once.";
  }
  return std::nullopt;
}

}  // namespace guichet::oauth
