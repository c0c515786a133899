// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace guichet::client {

/// What kept the TPP from going on. A bank's refusal is not one of these: it is an answer.
enum class Trouble {
  unreachable,  ///< nobody answers where the bank should be
  files,        ///< the TPP's own files are missing, damaged or cannot be written
  answer        ///< what came back is not what the protocol promises
};

/// `said` is one line for the person at the terminal: what was expected, what came, what to do.
struct Failure {
  Trouble trouble;
  std::string said;
};

template <class T>
using Result = std::expected<T, Failure>;

inline std::unexpected<Failure> fail(Trouble trouble, std::string said) {
  return std::unexpected(Failure{trouble, std::move(said)});
}

}  // namespace guichet::client
