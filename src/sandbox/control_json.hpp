// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"

namespace guichet::sandbox {

/// How the control port speaks: one JSON object in, one JSON value out.
message::Response json_response(int status, const boost::json::value& body);

/// The body, {} if there is none. Refuses with media_type or json_invalid.
Outcome<boost::json::object> read_object(const message::Request& request);

/// The string called `name`, or nothing.
std::string text_of(const boost::json::object& object, std::string_view name);

}  // namespace guichet::sandbox
