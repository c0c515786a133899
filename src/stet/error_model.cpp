// SPDX-License-Identifier: Apache-2.0
#include "stet/error_model.hpp"

#include <cstdio>

#include "domain/paris_day.hpp"
#include "stet/json_page.hpp"

namespace guichet::stet {
namespace {

constexpr std::size_t longest_text = 140;  // STET ErrorModel

/// "2027-03-01T09:00:00.123+01:00".
std::string paris_timestamp(Instant now) {
  const std::chrono::minutes offset = paris_offset_at(now);
  const auto local = now.time_since_epoch() + offset;
  const auto days = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss time(local - days);
  char text[40];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03d+%02d:%02d",
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()), static_cast<int>(offset.count() / 60),
                static_cast<int>(offset.count() % 60));
  return iso_date(paris_day_of(now)) + text;
}

/// The length of the UTF-8 character at the start of `text`, or 0 if there is none (RFC 3629 4).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool beyond = first == 0xF4 && second > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

/// At most 140 characters of `text`; bytes that are not UTF-8 become '?': a path may hold anything.
std::string presentable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t characters = 0; !text.empty() && characters < longest_text; ++characters) {
    const std::size_t length = utf8_length(text);
    if (length == 0)
      shown.push_back('?');
    else
      shown.append(text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return shown;
}

}  // namespace

std::string error_model(const Refusal& refusal, int status, std::string_view reason,
                        std::string_view path, Instant now) {
  JsonWriter json(512);
  json.begin_object();
  json.text("timestamp", paris_timestamp(now));
  json.number("status", std::to_string(status));
  json.text("error", presentable(reason));
  json.text("message", message_of(refusal));
  json.text("path", presentable(path.substr(0, path.find('?'))));
  json.end_object();
  return std::move(json).take();
}

std::string message_of(const Refusal& refusal) {
  const RefusalEntry& entry = entry_of(refusal.code);
  // Clients compare this one letter by letter.
  if (refusal.code == Code::no_eligible_account) return std::string(entry.name);
  std::string message(entry.name);
  message.append(": ").append(refusal.said.empty() ? entry.text : std::string_view(refusal.said));
  return presentable(message);
}

}  // namespace guichet::stet
