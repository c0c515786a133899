// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

namespace guichet::app {

/// RFC 1123 2.1, at most 200 bytes: what stands before a domain has room within the 253 of a name.
/// No underscore: it stands in no certificate's name.
inline bool is_host_name(std::string_view text) {
  constexpr std::size_t longest = 200;
  constexpr std::size_t longest_label = 63;
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  if (text.size() > longest) return false;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('.', start), text.size());
    const std::string_view label = text.substr(start, end - start);
    if (label.empty() || label.size() > longest_label || label.starts_with('-') ||
        label.ends_with('-') || label.find_first_not_of(letters) != std::string_view::npos)
      return false;
    start = end + 1;
  }
  return true;
}

}  // namespace guichet::app
