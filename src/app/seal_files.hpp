// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "counter/response_seal.hpp"
#include "domain/outcome.hpp"

namespace guichet::app {

/// The seal of the certificate chain in `file` (PEM, its own certificate first) and the key in
/// `key_file`. Refuses with internal what cannot be read, and a key that is not the RSA key of the
/// certificate; `said` names the file.
Outcome<counter::ResponseSeal> read_response_seal(const std::filesystem::path& file,
                                                  const std::filesystem::path& key_file);

}  // namespace guichet::app
