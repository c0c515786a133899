// SPDX-License-Identifier: Apache-2.0
#include "app/served_store.hpp"

#include <filesystem>

#include "sandbox/kept_file.hpp"

namespace guichet::app {
namespace {

std::string file_in(const std::string& directory) { return directory + "/store.served"; }

}  // namespace

Outcome<void> remember_served_store(const std::string& directory, const std::string& store) {
  // A start that changes nothing writes nothing: the disk may be full.
  if (const auto before = served_store(directory); before && *before == store) return {};
  return sandbox::write_kept_file(file_in(directory), store + "\n", sandbox::Readers::owner);
}

Outcome<std::optional<std::string>> served_store(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::exists(file_in(directory), error)) return std::nullopt;
  GUICHET_TRY(kept, sandbox::read_kept_file(file_in(directory)));
  return kept.substr(0, kept.find('\n'));
}

}  // namespace guichet::app
