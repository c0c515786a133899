// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/response.hpp"

namespace guichet::portal {

/// A page for developers: `title` and `content` (HTML, already escaped) in the portal's frame, with
/// its headers.
message::Response page(int status, std::string_view title, const std::string& content);

/// A command to copy, as HTML.
std::string command_html(std::string_view command);

/// One account of the sandbox as the start page shows it.
struct ShownAccount {
  std::string login;
  std::string customer;
  std::string iban;
  std::string holder;
  std::string balance;  ///< "-150.00 EUR"
};

/// What the start page of the web port tells.
struct StartPage {
  std::string api;        ///< base URL
  std::string authorize;  ///< URL
  std::string otp;
  std::vector<ShownAccount> accounts;
  /// What to type first, a line each, in the order in which it works.
  std::vector<std::string> commands{"guichet tpp connect --as 9999999901", "guichet tpp accounts"};
};

message::Response start_page(const StartPage& start);

}  // namespace guichet::portal
