// SPDX-License-Identifier: Apache-2.0
#include "domain/tpp.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace guichet {
namespace {

bool are_capitals(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// The authority chooses the characters; a blank at either end and what is not printable ASCII are
/// refused, because they make two identifiers that look the same.
bool is_number_of_authority(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::string_view name_of(TppRole role) {
  switch (role) {
    case TppRole::account_servicing:
      return "PSP_AS";
    case TppRole::payment_initiation:
      return "PSP_PI";
    case TppRole::account_information:
      return "PSP_AI";
    case TppRole::card_issuing:
      return "PSP_IC";
  }
  std::unreachable();
}

std::string_view scope_of(TppRole role) {
  switch (role) {
    case TppRole::account_servicing:
      return "";
    case TppRole::payment_initiation:
      return "pisp";
    case TppRole::account_information:
      return "aisp";
    case TppRole::card_issuing:
      return "cbpii";
  }
  std::unreachable();
}

bool is_enrolled_in(const EnrolledTpp& tpp, Environment environment) {
  return !tpp.environment || *tpp.environment == environment;
}

bool is_organization_identifier(std::string_view text) {
  constexpr std::size_t head = 6;  // "PSDFR-"
  if (text.size() <= head || !text.starts_with("PSD") || text[5] != '-') return false;
  if (!are_capitals(text.substr(3, 2))) return false;
  const std::string_view rest = text.substr(head);
  const std::size_t dash = rest.find('-');
  if (dash == std::string_view::npos || dash < 2 || dash > 8) return false;
  return are_capitals(rest.substr(0, dash)) && is_number_of_authority(rest.substr(dash + 1));
}

}  // namespace guichet
