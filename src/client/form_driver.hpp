// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/failure.hpp"
#include "client/html_form.hpp"
#include "client/transport.hpp"
#include "client/url.hpp"

namespace guichet::client {

/// What a customer would type on the bank's pages.
struct Customer {
  std::string identifier;
  std::string user_number;  ///< professional and company customers only
  std::string otp;
};

/// The fields to send for `form`: hidden ones as they are, the customer's answers in the fields of
/// the contract (identifier, user_number, otp, method), and the button action=continue. Fails when
/// the form asks for something else, or for what `answered` shows was refused a moment ago.
Result<std::string> filled_in(const HtmlForm& form, const Customer& customer,
                              std::vector<std::string>& answered);

/// Walks through the bank's strong-authentication pages without a browser, for tests and CI: HTML
/// forms over HTTP, cookies kept, no script.
class FormDriver {
 public:
  explicit FormDriver(Transport& transport) : transport_(transport) {}

  /// Opens `start`, fills in what is asked, and gives the first page that asks nothing more. Fails
  /// like walk.
  Result<Answer> last_page(const Url& start, const Customer& customer);

  /// Opens `start`, fills in what is asked, and gives the address the bank sends the browser to
  /// once it begins with `redirect_uri`. Fails with the words of the page when the bank stops on
  /// the way.
  Result<std::string> walk(const Url& start, std::string_view redirect_uri,
                           const Customer& customer);

 private:
  /// Up to a redirect that begins with `redirect_uri`, if there is one, or a page that asks
  /// nothing.
  Result<Answer> go(const Url& start, std::optional<std::string_view> redirect_uri,
                    const Customer& customer);
  Result<Answer> visit(const Url& url, std::string_view method, std::string form);
  void keep_cookies(const Answer& answer);

  Transport& transport_;
  std::map<std::string, std::string> cookies_;
};

}  // namespace guichet::client
