// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <rapidjson/writer.h>

namespace guichet::stet {

/// A growing text that RapidJSON writes into. It grows by doubling and hands its text over without
/// a copy.
class Page {
 public:
  using Ch = char;

  /// `expected_bytes` is what the document will probably need; more is taken if it does not
  /// suffice.
  explicit Page(std::size_t expected_bytes) { grow_to(expected_bytes); }

  void Put(char c) {
    reserve(1);
    put_unsafe(c);
  }
  void Flush() {}

  void reserve(std::size_t bytes) {
    if (text_.size() - used_ < bytes) grow_to(2 * (used_ + bytes));
  }
  void put_unsafe(char c) { text_[used_++] = c; }

  std::string take() && {
    text_.resize(used_);
    return std::move(text_);
  }

 private:
  void grow_to(std::size_t bytes) { text_.resize(bytes); }

  std::string text_;
  std::size_t used_ = 0;
};

// RapidJSON's own hooks, found by the type of the stream.
inline void PutReserve(Page& page, std::size_t bytes) { page.reserve(bytes); }
inline void PutUnsafe(Page& page, char c) { page.put_unsafe(c); }

/// One JSON document in the making. Text is UTF-8 and is escaped here, nowhere else.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t expected_bytes) : page_(expected_bytes), writer_(page_) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { writer_.StartObject(); }
  void begin_object(std::string_view key) {
    write_key(key);
    writer_.StartObject();
  }
  void end_object() { writer_.EndObject(); }
  void begin_array(std::string_view key) {
    write_key(key);
    writer_.StartArray();
  }
  void end_array() { writer_.EndArray(); }

  void element(std::string_view text) { writer_.String(text.data(), length_of(text)); }
  void text(std::string_view key, std::string_view text) {
    write_key(key);
    element(text);
  }
  /// `digits` is a JSON number as it shall appear.
  void number(std::string_view key, std::string_view digits) {
    write_key(key);
    writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  }
  void flag(std::string_view key, bool value) {
    write_key(key);
    writer_.Bool(value);
  }

  std::string take() && { return std::move(page_).take(); }

 private:
  static rapidjson::SizeType length_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
  }
  void write_key(std::string_view key) { writer_.Key(key.data(), length_of(key)); }

  Page page_;
  rapidjson::Writer<Page, rapidjson::UTF8<>, rapidjson::UTF8<>, rapidjson::CrtAllocator,
                    rapidjson::kWriteNoFlags>
      writer_;
};

}  // namespace guichet::stet
