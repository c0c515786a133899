// SPDX-License-Identifier: Apache-2.0
#include "stet/json_reader.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

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

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code&) {
    names_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t count, json::error_code&) {
    names_.pop_back();
    values_.push_object(count);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t count, json::error_code&) {
    values_.push_array(count);
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    name_.append(part);
    values_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& failure) {
    name_.append(part);
    if (!names_.back().insert(std::move(name_)).second) return refused(failure);
    name_.clear();
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
  std::vector<std::set<std::string>> names_;  // of the objects that are open
  std::string name_;                          // the part of a name that has come so far
};

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
  return parser.handler().take();
}

}  // namespace guichet::stet
