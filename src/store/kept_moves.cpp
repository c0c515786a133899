// SPDX-License-Identifier: Apache-2.0
#include "store/kept_moves.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>

namespace guichet::store {
namespace {

std::string_view next_word(std::string_view& line) {
  const std::size_t blank = line.find(' ');
  const std::string_view word = line.substr(0, blank);
  line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
  return word;
}

std::optional<QuotaMove> read_move(std::string_view line) {
  const std::string_view at = next_word(line);
  std::int64_t at_ms = 0;
  const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), at_ms);
  if (error != std::errc{} || end != at.data() + at.size()) return std::nullopt;
  const std::string_view units = next_word(line);
  QuotaMove move;
  if (units == "+1") {
    move.units = 1;
  } else if (units == "-1") {
    move.units = -1;
    move.why = next_word(line);
  } else {
    return std::nullopt;
  }
  move.call = {Instant{std::chrono::milliseconds{at_ms}}, std::string(line)};
  return move;
}

}  // namespace

std::vector<QuotaMove> read_moves(std::string_view text) {
  if (text.size() >= kept_bytes) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  std::vector<QuotaMove> moves;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (auto move = read_move(text.substr(0, end))) moves.push_back(*std::move(move));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return moves;
}

std::string kept_form_of(const QuotaMove& move) {
  std::string line = std::to_string(move.call.at.time_since_epoch().count());
  line += move.units > 0 ? " +1 " : " -1 ";
  if (move.units < 0) line += move.why + ' ';
  line += move.call.x_request_id;
  line += '\n';
  return line;
}

}  // namespace guichet::store
