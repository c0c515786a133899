// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace guichet::stet {

/// One JSON document in the making (RFC 8259), compact. The caller opens and closes in pairs.
/// Texts are UTF-8 and are escaped here, nowhere else; keys are our own words and need no escaping.
/// The page grows by doubling and is handed over without a copy.
class JsonWriter {
 public:
  /// `expected_bytes` is what the document will probably need; more is taken if it does not
  /// suffice.
  explicit JsonWriter(std::size_t expected_bytes) : page_(expected_bytes, '\0') {}

  void begin_object() {
    begin_value();
    open('{');
  }
  void begin_object(std::string_view key) {
    write_key(key);
    open('{');
  }
  void end_object() { close('}'); }
  void begin_array(std::string_view key) {
    write_key(key);
    open('[');
  }
  void end_array() { close(']'); }

  void element(std::string_view text) {
    begin_value();
    write_text(text);
  }
  void text(std::string_view key, std::string_view text) {
    write_key(key);
    write_text(text);
  }
  /// `digits` is a JSON number as it shall appear.
  void number(std::string_view key, std::string_view digits) {
    write_key(key);
    write_raw(digits);
  }
  void flag(std::string_view key, bool value) {
    write_key(key);
    write_raw(value ? "true" : "false");
  }

  std::string take() && {
    page_.resize(used_);
    return std::move(page_);
  }

 private:
  /// Where the next `bytes` may be written.
  char* room_for(std::size_t bytes) {
    if (page_.size() - used_ < bytes) page_.resize(2 * (used_ + bytes));
    return page_.data() + used_;
  }
  void put(char c) {
    *room_for(1) = c;
    ++used_;
  }
  void begin_value() {
    if (std::exchange(follows_a_value_, true)) put(',');
  }
  void open(char bracket) {
    put(bracket);
    follows_a_value_ = false;
  }
  void close(char bracket) {
    put(bracket);
    follows_a_value_ = true;
  }
  void write_key(std::string_view key) {
    begin_value();
    char* const to = room_for(key.size() + 3);
    to[0] = '"';
    std::memcpy(to + 1, key.data(), key.size());
    to[key.size() + 1] = '"';
    to[key.size() + 2] = ':';
    used_ += key.size() + 3;
  }
  void write_raw(std::string_view text) {
    if (!text.empty()) std::memcpy(room_for(text.size()), text.data(), text.size());
    used_ += text.size();
  }
  void write_text(std::string_view text);

  std::string page_;
  std::size_t used_ = 0;
  bool follows_a_value_ = false;
};

}  // namespace guichet::stet
