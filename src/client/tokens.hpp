// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "client/failure.hpp"
#include "domain/clock.hpp"

namespace guichet::client {

/// What one establishment gave this TPP for one customer.
struct Tokens {
  std::string access_token;
  std::string refresh_token;  ///< empty if none was given
  std::string scope;
  Instant obtained_at{};  ///< by the bank's clock if its answer had a Date, else this machine's
  Instant expires_at{};   ///< of the access token, by the clock of obtained_at
};

/// DIR/tpp/<OID>/tokens.json: the tokens of this TPP, one set an establishment, readable by their
/// owner alone (mode 0600). Every change replaces the file as a whole.
class TokenFile {
 public:
  explicit TokenFile(const std::filesystem::path& folder) : path_(folder / "tokens.json") {}

  const std::filesystem::path& path() const { return path_; }

  /// The tokens for `bank`, the host name of its API; nothing if there are none yet.
  Result<std::optional<Tokens>> find(std::string_view bank) const;
  /// The bank for which tokens were stored last; empty if there are none.
  Result<std::string> last() const;
  /// Stores `tokens` for `bank` in place of the former ones.
  Result<void> keep(std::string_view bank, const Tokens& tokens) const;

 private:
  std::filesystem::path path_;
};

/// Replaces `path` by `content` as a whole, mode 0600.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);

}  // namespace guichet::client
