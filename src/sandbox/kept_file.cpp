// SPDX-License-Identifier: Apache-2.0
#include "sandbox/kept_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
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

std::unexpected<Refusal> refuse_write(const std::filesystem::path& file) {
  return refuse_file("Cannot write", file, {errno, std::generic_category()});
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(descriptor) == 0;
}

/// Makes a file that is not there yet.
Outcome<void> write_new_file(const std::filesystem::path& file, std::string_view bytes,
                             Readers readers) {
  // With its mode from the first: a key is never open to others, not for a moment.
  const mode_t mode = readers == Readers::owner ? 0600 : 0644;
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return refuse_write(file);
  Outcome<void> outcome;
  if (!write_all(descriptor, bytes)) outcome = refuse_write(file);
  ::close(descriptor);
  return outcome;
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
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) return refuse_file("Cannot make the folder of", file, error);
  fs::path beside = file;
  beside += ".new";
  fs::remove(beside, error);  // of a run that was interrupted
  GUICHET_CHECK(written, write_new_file(beside, bytes, readers));
  fs::rename(beside, file, error);
  if (error) return refuse_file("Cannot write", file, error);
  return {};
}

}  // namespace guichet::sandbox
