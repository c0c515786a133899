// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "domain/establishment_terms.hpp"

namespace guichet::app {

/// What <cdetab>.toml of one establishment says.
struct EstablishmentFile {
  EstablishmentTerms terms;
  std::string
      seal;  ///< file of the seal of its answers, as it stands there; empty: none of its own
};

/// Reads one. The error is one line with file, line and column, what is wrong and what to do.
std::expected<EstablishmentFile, std::string> read_establishment_file(const std::string& path,
                                                                      std::string_view bytes);

}  // namespace guichet::app
