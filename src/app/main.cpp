// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>

#include "app/commands.hpp"

int main(int argc, char** argv) {
  try {
    return guichet::app::run_command({argv + 1, argv + argc});
  } catch (const std::exception& error) {  // a broken promise of the machine: no memory, no disk
    std::fprintf(stderr, "guichet: %s\n", error.what());
    return guichet::app::exit_failed;
  }
}
