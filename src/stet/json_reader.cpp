// SPDX-License-Identifier: Apache-2.0
#include "stet/json_reader.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <string>

namespace guichet::stet {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_number = 256;  // characters; no amount or count needs more

/// Builds the value and watches what the grammar alone lets through.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  explicit Handler() { values_.reset(); }

  json::value take() { return values_.release(); }

  /// How many members the text has, in all its objects.
  std::size_t members() const { return members_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code&) { return true; }
  bool on_object_end(std::size_t count, json::error_code&) {
    members_ += count;
    values_.push_object(count);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t count, json::error_code&) {
    values_.push_array(count);
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    values_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    values_.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    values_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    values_.push_string(part);
    return true;
  }

  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view text, json::error_code& failure) {
    if (text.size() > longest_number) return refused(failure);
    values_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view text, json::error_code& failure) {
    if (text.size() > longest_number) return refused(failure);
    values_.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view text, json::error_code& failure) {
    if (text.size() > longest_number || !std::isfinite(number)) return refused(failure);
    values_.push_double(number);
    return true;
  }
  bool on_bool(bool value, json::error_code&) {
    values_.push_bool(value);
    return true;
  }
  bool on_null(json::error_code&) {
    values_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code& failure) { return refused(failure); }
  bool on_comment(json::string_view, json::error_code& failure) { return refused(failure); }

 private:
  static bool refused(json::error_code& failure) {
    failure = json::error::syntax;
    return false;
  }

  json::value_stack values_;
  std::size_t members_ = 0;
};

/// How many members `value` has, in all its objects. Not deeper than deepest_nesting.
std::size_t members_of(const json::value& value) {
  std::size_t members = 0;
  if (const json::object* object = value.if_object()) {
    members = object->size();
    for (const json::key_value_pair& member : *object) members += members_of(member.value());
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& element : *array) members += members_of(element);
  }
  return members;
}

}  // namespace

Outcome<json::value> read_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = deepest_nesting;
  json::basic_parser<Handler> parser(options);
  json::error_code failure;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failure);
  if (failure == json::error::too_deep) return refuse(Code::json_depth);
  if (failure) {
    return refuse(
        Code::json_invalid,
        "expected one JSON object (RFC 8259), got an error at byte " + std::to_string(read + 1),
        failure.message());
  }
  if (read != text.size())
    return refuse(Code::json_invalid, "expected one JSON object, got more behind it at byte " +
                                          std::to_string(read + 1));
  const std::size_t members = parser.handler().members();
  json::value value = parser.handler().take();
  // Of two members with one name the value has only the last.
  if (members_of(value) != members)
    return refuse(Code::json_invalid, "expected each name once in an object, got one twice");
  return value;
}

}  // namespace guichet::stet
