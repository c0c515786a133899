// SPDX-License-Identifier: Apache-2.0
#include "sandbox/kept_file.hpp"

#include <fstream>
#include <iterator>
#include <system_error>

namespace guichet::sandbox {
namespace {

constexpr std::uintmax_t longest_file = 1024 * 1024;

std::unexpected<Refusal> refuse_file(const char* what, const std::filesystem::path& file,
                                     const std::error_code& error) {
  return refuse(
      Code::internal,
      std::string(what) + ' ' + file.string() + "; check the folder, its owner and the space left.",
      error.message());
}

}  // namespace

Outcome<std::string> read_kept_file(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t length = std::filesystem::file_size(file, error);
  if (error) return refuse_file("Cannot read", file, error);
  if (length > longest_file)
    return refuse(Code::internal, file.string() + " is over 1 MiB; remove it and start again.");
  std::ifstream input(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
  if (!input || bytes.size() != length) return refuse_file("Cannot read", file, error);
  return bytes;
}

Outcome<void> write_kept_file(const std::filesystem::path& file, std::string_view bytes,
                              Readers readers) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return refuse_file("Cannot make the folder of", file, error);
  fs::path beside = file;
  beside += ".new";
  fs::remove(beside, error);
  {
    std::ofstream output(beside, std::ios::binary);
    // The mode comes before the first byte: a key is never open to others, not for a moment.
    const fs::perms mode = readers == Readers::owner
                               ? fs::perms::owner_read | fs::perms::owner_write
                               : fs::perms::owner_read | fs::perms::owner_write |
                                     fs::perms::group_read | fs::perms::others_read;
    if (output) fs::permissions(beside, mode, error);
    if (!error) output.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    output.close();
    if (!output || error) return refuse_file("Cannot write", beside, error);
  }
  fs::rename(beside, file, error);
  if (error) return refuse_file("Cannot write", file, error);
  return {};
}

}  // namespace guichet::sandbox
