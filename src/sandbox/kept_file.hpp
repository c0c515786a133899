// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "domain/outcome.hpp"

namespace guichet::sandbox {

/// Who may read a file.
enum class Readers { everyone, owner };

/// The bytes of `file`. Refuses with internal, naming the file, what cannot be read or is over 1
/// MiB.
Outcome<std::string> read_kept_file(const std::filesystem::path& file);

/// Writes `bytes` beside `file`, to the disk, and renames them into its place, so that a reader
/// finds the former file or the new one and never a part. The file is made with its mode: 0600 for
/// its owner alone, else 0644 less the umask. Makes the folder. Refuses with internal, naming the
/// file.
Outcome<void> write_kept_file(const std::filesystem::path& file, std::string_view bytes,
                              Readers readers);

}  // namespace guichet::sandbox
