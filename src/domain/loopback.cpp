// SPDX-License-Identifier: Apache-2.0
#include "domain/loopback.hpp"

#include <algorithm>

namespace guichet {
namespace {

bool is_octet(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > 3 || !std::ranges::all_of(text, is_digit)) return false;
  return text.size() < 3 || text <= "255";
}

}  // namespace

bool is_loopback(std::string_view name) {
  if (name == "localhost" || name == "[::1]") return true;
  if (!name.starts_with("127.")) return false;
  std::size_t octets = 0;
  for (std::string_view rest = name;; ++octets) {
    const std::size_t dot = rest.find('.');
    if (!is_octet(rest.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return octets == 3;
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace guichet
