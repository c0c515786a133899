// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "domain/outcome.hpp"
#include "domain/tpp.hpp"

namespace guichet::store {

/// Enrolled TPPs. Same promises as GrantBook on completion, disk and threads.
class TppBook {
 public:
  virtual ~TppBook() = default;

  /// Adds a TPP or replaces the one with the same client_id.
  virtual void enrol(EnrolledTpp tpp, Completion<void> done) = 0;

  /// Takes the TPP with this client_id out; does nothing if there is none. Its tokens are
  /// GrantBook::end_client's.
  virtual void remove(std::string client_id, Completion<void> done) = 0;

  /// Everyone in the order of enrolment, then by client_id.
  virtual void all(Completion<std::vector<EnrolledTpp>> done) = 0;
};

}  // namespace guichet::store
