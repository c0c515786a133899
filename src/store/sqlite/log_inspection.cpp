// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/log_inspection.hpp"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "store/sqlite/schema.hpp"

namespace guichet::store {
namespace {

constexpr std::size_t log_header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::uint32_t log_mark = 0x377f0682;

std::uint32_t big_endian(std::span<const unsigned char> bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
         std::uint32_t{bytes[at + 2]} << 8 | std::uint32_t{bytes[at + 3]};
}

std::uint32_t little_endian(std::span<const unsigned char> bytes, std::size_t at) {
  return std::uint32_t{bytes[at + 3]} << 24 | std::uint32_t{bytes[at + 2]} << 16 |
         std::uint32_t{bytes[at + 1]} << 8 | std::uint32_t{bytes[at]};
}

/// The running sum of section 4.2, over words in the byte order that the log's mark names.
struct Sum {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool words_are_big_endian = false;

  void add(std::span<const unsigned char> bytes) {
    const auto word = words_are_big_endian ? big_endian : little_endian;
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(bytes, at) + second;
      second += word(bytes, at + 4) + first;
    }
  }
  bool stands_in(std::span<const unsigned char> bytes, std::size_t at) const {
    return big_endian(bytes, at) == first && big_endian(bytes, at + 4) == second;
  }
};

bool read_all(std::ifstream& log, std::span<unsigned char> bytes) {
  log.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return log.gcount() == static_cast<std::streamsize>(bytes.size());
}

bool same_run(std::span<const unsigned char> frame, std::span<const unsigned char> header) {
  return big_endian(frame, 8) == big_endian(header, 16) &&
         big_endian(frame, 12) == big_endian(header, 20);
}

}  // namespace

Outcome<std::optional<std::uint64_t>> inspect_log(const std::filesystem::path& database) {
  std::filesystem::path file = database;
  file += "-wal";
  std::ifstream log(file, std::ios::binary);
  std::vector<unsigned char> header(log_header_bytes);
  if (!log || !read_all(log, header)) return std::nullopt;
  Sum sum{.words_are_big_endian = (big_endian(header, 0) & 1) == 1};
  sum.add(std::span(header).first(24));
  const std::size_t page_bytes = big_endian(header, 8);
  // A header that was never finished belongs to a log without commits.
  if ((big_endian(header, 0) & ~1U) != log_mark || !sum.stands_in(header, 24) || page_bytes < 512 ||
      page_bytes > 65'536)
    return std::nullopt;

  std::vector<unsigned char> frame(frame_header_bytes + page_bytes);
  std::uint64_t offset = log_header_bytes;
  std::uint64_t whole_up_to = offset;
  std::uint64_t damaged_at = 0;
  bool is_torn = false;
  int commits_after_damage = 0;
  for (; read_all(log, frame); offset += frame.size()) {
    if (!same_run(frame, header)) {
      if (damaged_at == 0) damaged_at = offset;
      continue;
    }
    if (damaged_at == 0) {
      sum.add(std::span(frame).first(8));
      sum.add(std::span(frame).subspan(frame_header_bytes));
      if (!sum.stands_in(frame, 16)) damaged_at = offset;
      is_torn = true;
    }
    const bool is_commit = big_endian(frame, 4) != 0;
    if (damaged_at == 0 && is_commit) {
      whole_up_to = offset + frame.size();
      is_torn = false;
    }
    if (damaged_at != 0 && is_commit && ++commits_after_damage == 2)
      return not_opened(file,
                        "damaged at byte " + std::to_string(damaged_at) + ", with commits after it",
                        "restore a backup; moving this file away loses those commits");
  }
  if (damaged_at == 0 && log.gcount() > 0) is_torn = true;
  return is_torn ? std::optional(whole_up_to) : std::nullopt;
}

}  // namespace guichet::store
