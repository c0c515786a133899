// SPDX-License-Identifier: Apache-2.0
#include "client/masking.hpp"

#include <algorithm>

namespace guichet::client {
namespace {

/// Shortens what stands behind each `label`, up to one of `ends`. Short values go altogether.
void mask(std::string& text, std::string_view label, std::string_view ends) {
  std::size_t at = text.find(label);
  while (at != std::string::npos) {
    const std::size_t start = at + label.size();
    const std::size_t end = std::min(text.find_first_of(ends, start), text.size());
    const std::size_t shown = end - start > 16 ? 4 : 0;
    text.replace(start, end - start - shown, "...");
    at = text.find(label, start);
  }
}

}  // namespace

std::string with_masked_pass(std::string_view location) {
  std::string text(location);
  mask(text, "&fallback=", "&#");
  return text;
}

std::string with_masked_secrets(std::string_view sent) {
  const std::size_t blank_line = std::min(sent.find("\r\n\r\n"), sent.size());
  std::string head(sent.substr(0, blank_line));
  mask(head, "Authorization: Bearer ", "\r");
  mask(head, "Cookie: ", "\r");
  std::string body = "&" + std::string(sent.substr(std::min(blank_line + 4, sent.size())));
  for (const std::string_view label : {"&code=", "&refresh_token=", "&code_verifier=", "&otp="})
    mask(body, label, "&");
  if (blank_line == sent.size()) return head;
  return head + "\r\n\r\n" + body.substr(1);
}

}  // namespace guichet::client
