// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "client/failure.hpp"

namespace guichet::client {

/// DIR/tpp/<OID>/accounts.json: the last answer to GET /accounts of each bank and version, mode
/// 0600. A TPP that asked for the list before each call would use up the four batch accesses of a
/// day on it.
class ListingFile {
 public:
  explicit ListingFile(const std::filesystem::path& folder) : path_(folder / "accounts.json") {}

  /// The body kept under `key`, or nothing. A damaged file counts as empty.
  std::optional<std::string> find(std::string_view key) const;
  Result<void> keep(std::string_view key, std::string_view body) const;
  /// Forgets all lists: another customer, another consent, or links that no longer hold.
  void forget() const;

 private:
  std::filesystem::path path_;
};

}  // namespace guichet::client
