// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/values.hpp"

namespace guichet::store::postgresql {
namespace {

// The numbers of types, as they are in every database (pg_type.dat).
constexpr unsigned type_bool = 16;
constexpr unsigned type_bytea = 17;
constexpr unsigned type_int8 = 20;
constexpr unsigned type_text = 25;
constexpr unsigned type_bools = 1000;
constexpr unsigned type_texts = 1009;
constexpr unsigned type_int8s = 1016;
constexpr int binary = 1;

template <class Number>
void append_number(std::string& bytes, Number number) {
  for (int shift = 8 * static_cast<int>(sizeof number) - 8; shift >= 0; shift -= 8)
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
}

/// An array of one dimension: its head, then each member with its length.
template <class Members, class Append>
std::string array_of(unsigned type, const Members& members, Append append) {
  std::string bytes;
  append_number<std::int32_t>(bytes, members.empty() ? 0 : 1);
  append_number<std::int32_t>(bytes, 0);  // without nulls
  append_number<std::uint32_t>(bytes, type);
  if (members.empty()) return bytes;
  append_number(bytes, static_cast<std::int32_t>(members.size()));
  append_number<std::int32_t>(bytes, 1);  // counted from 1
  for (const auto& member : members) append(bytes, member);
  return bytes;
}

std::string_view bytes_of(const SecretHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

void Values::add(std::string_view text) { values_.push_back({type_text, std::string(text)}); }

void Values::add(const std::optional<std::string>& text) { values_.push_back({type_text, text}); }

void Values::add(std::int64_t number) {
  std::string bytes;
  append_number(bytes, number);
  values_.push_back({type_int8, std::move(bytes)});
}

void Values::add(bool truth) {
  values_.push_back({type_bool, std::string(1, truth ? '\1' : '\0')});
}

void Values::add(const SecretHash& hash) {
  values_.push_back({type_bytea, std::string(bytes_of(hash))});
}

void Values::add(Blob blob) { values_.push_back({type_bytea, std::string(blob.bytes)}); }

void Values::add(const std::vector<std::string>& texts) {
  const auto append = [](std::string& bytes, const std::string& text) {
    append_number(bytes, static_cast<std::int32_t>(text.size()));
    bytes += text;
  };
  values_.push_back({type_texts, array_of(type_text, texts, append)});
}

void Values::add(const std::vector<std::int64_t>& numbers) {
  const auto append = [](std::string& bytes, std::int64_t number) {
    append_number<std::int32_t>(bytes, sizeof number);
    append_number(bytes, number);
  };
  values_.push_back({type_int8s, array_of(type_int8, numbers, append)});
}

void Values::add(const std::vector<bool>& truths) {
  const auto append = [](std::string& bytes, bool truth) {
    append_number<std::int32_t>(bytes, 1);
    bytes += truth ? '\1' : '\0';
  };
  values_.push_back({type_bools, array_of(type_bool, truths, append)});
}

Values::Wire Values::wire() const {
  Wire wire;
  for (const auto& [type, bytes] : values_) {
    wire.types.push_back(type);
    wire.values.push_back(bytes ? bytes->data() : nullptr);
    wire.lengths.push_back(bytes ? static_cast<int>(bytes->size()) : 0);
    wire.formats.push_back(binary);
  }
  return wire;
}

}  // namespace guichet::store::postgresql
