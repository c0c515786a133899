// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"

namespace guichet::sca {

/// The cookies of a request as they come, oldest first (RFC 6265 5.4): names and values, views into
/// the request.
std::vector<std::pair<std::string_view, std::string_view>> cookies_of(
    const message::Request& request);

/// The value of the first cookie of this name; empty if there is none.
std::string cookie_value(const message::Request& request, std::string_view name);

/// The same answer with these Set-Cookie lines.
Completion<message::Response> with_cookies(std::vector<std::string> lines,
                                           Completion<message::Response> done);

/// True for a form that another site sent. Browsers say "null" for our own pages, because they give
/// no referrer.
bool comes_from_elsewhere(const message::Request& request);

/// True if a page is to be shown to a customer, rather than an answer given to a program.
bool is_a_browser(const message::Request& request);

}  // namespace guichet::sca
