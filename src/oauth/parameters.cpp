// SPDX-License-Identifier: Apache-2.0
#include "oauth/parameters.hpp"

#include <string>
#include <utility>

namespace guichet::oauth {

std::optional<message::Parameters> read_parameters(std::string_view text) {
  auto all = message::parse_parameters(text, true);
  if (!all) return std::nullopt;
  message::Parameters sent;
  for (const auto& [name, value] : *all)
    if (!value.empty() || message::occurrences(*all, name) > 1) sent.emplace_back(name, value);
  return sent;
}

}  // namespace guichet::oauth
