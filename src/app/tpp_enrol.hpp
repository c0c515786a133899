// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/tpp_options.hpp"

namespace guichet::app {

/// `guichet tpp enrol`: makes the certificates that are missing, if the sandbox's authority is
/// there, registers the TPP at the bank and writes its app.json. Gives the exit code.
int tpp_enrol(const TppOptions& options);

}  // namespace guichet::app
