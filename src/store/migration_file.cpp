// SPDX-License-Identifier: Apache-2.0
#include "store/migration_file.hpp"

#include <charconv>
#include <cstdint>

namespace guichet::store {

int MigrationFile::number() const {
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

std::string MigrationFile::checksum() const {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char byte : content) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  std::string hex(16, '0');
  for (auto digit = hex.rbegin(); digit != hex.rend(); ++digit, sum >>= 4)
    *digit = "0123456789abcdef"[sum & 0xf];
  return hex;
}

}  // namespace guichet::store
