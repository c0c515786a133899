// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control_json.hpp"

#include <boost/json.hpp>

#include "message/media_type.hpp"

namespace guichet::sandbox {

namespace json = boost::json;

message::Response json_response(int status, const json::value& body) {
  message::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json;charset=UTF-8");
  response.headers.add("Cache-Control", "no-store");
  response.body = json::serialize(body) + "\n";
  return response;
}

Outcome<json::object> read_object(const message::Request& request) {
  // A page of another site can post forms and text to a loopback port, but not this type without
  // asking first.
  const auto type = request.headers.find("content-type");
  if (type && !message::same_name(message::read_media_type(*type).name, "application/json"))
    return refuse(Code::media_type, "Content-Type must be application/json.");
  if (request.body.empty()) return json::object{};
  json::error_code error;
  json::value value = json::parse(request.body, error);
  if (error || !value.is_object())
    return refuse(Code::json_invalid, "The body must be one JSON object.");
  return std::move(value.as_object());
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace guichet::sandbox
