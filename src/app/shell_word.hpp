// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace guichet::app {

/// `text` as one word of a POSIX shell's line, to be copied from what is printed: in quotes if it
/// needs them.
std::string shell_word(std::string_view text);

}  // namespace guichet::app
