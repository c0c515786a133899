// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "sandbox/broken_variants.hpp"

namespace guichet::app {

/// What `guichet pki variants` is told.
struct PkiVariantsOptions {
  bool json = false;
};

/// Adds the command to `pki`.
void add_variants_command(CLI::App& pki, PkiVariantsOptions& options);

/// Lists what `guichet pki issue --broken` makes, as a table or in JSON, and gives an exit code.
int pki_variants(const PkiVariantsOptions& options);

/// How a correct bank meets it, in words: "401 CERT_EXPIRED".
std::string expected_answer(const sandbox::BrokenVariant& variant);

}  // namespace guichet::app
