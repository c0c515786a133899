// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/tpp_options.hpp"

namespace guichet::app {

/// `guichet tpp sign`: signs a request as the reference TPP would and prints the headers to send on
/// stdout, one a line, as curl takes them from a file (-H @FILE). Nothing is sent. Gives the exit
/// code: 0 done, 1 the TPP's files or the body cannot be read, 2 usage.
int tpp_sign(const TppOptions& options);

}  // namespace guichet::app
