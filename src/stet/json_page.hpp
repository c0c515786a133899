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
  explicit JsonWriter(std::size_t expected_bytes)
      : page_(expected_bytes, '\0'), next_(page_.data()), end_(next_ + page_.size()) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

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
  /// `word` is one of ours: nothing in it needs escaping.
  void word(std::string_view key, std::string_view word) {
    write_key(key);
    make_room(word.size() + 2);
    *next_++ = '"';
    write_raw(word);
    *next_++ = '"';
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
    page_.resize(used());
    return std::move(page_);
  }

 private:
  std::size_t used() const { return static_cast<std::size_t>(next_ - page_.data()); }
  /// Sees to it that `bytes` more may be written at next_.
  void make_room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - next_) < bytes) grow(bytes);
  }
  void put(char c) {
    make_room(1);
    *next_++ = c;
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
    make_room(key.size() + 4);
    if (std::exchange(follows_a_value_, true)) *next_++ = ',';
    *next_++ = '"';
    std::memcpy(next_, key.data(), key.size());
    next_ += key.size();
    *next_++ = '"';
    *next_++ = ':';
  }
  void write_raw(std::string_view text) {
    make_room(text.size());
    if (!text.empty()) std::memcpy(next_, text.data(), text.size());
    next_ += text.size();
  }
  void write_text(std::string_view text);
  void write_escaped(std::string_view text);
  void grow(std::size_t bytes);

  std::string page_;
  char* next_;  ///< in page_, behind what is written
  char* end_;   ///< of page_
  bool follows_a_value_ = false;
};

}  // namespace guichet::stet
