// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/outcome.hpp"
#include "domain/tpp.hpp"

namespace guichet::store {

/// Enrolled TPPs. Same promises as GrantBook on completion, disk and threads.
class TppBook {
 public:
  virtual ~TppBook() = default;

  /// Adds a TPP or replaces the one with the same client_id. Where several nodes share the book it
  /// refuses with enrol_invalid_client_metadata, as `change` does, what may not be shared and was
  /// registered at another node after this one looked: a name or a seal.
  virtual void enrol(EnrolledTpp tpp, Completion<void> done) = 0;

  /// Replaces what the one with the same client_id says of itself, and gives what is kept now: what
  /// operators decided of it (profile, suspension) stays, whatever `tpp` says. Refuses with
  /// client_unknown if there is none.
  virtual void change(EnrolledTpp tpp, Completion<EnrolledTpp> done) = 0;

  /// Takes the TPP with this client_id out; does nothing if there is none. Its tokens are
  /// GrantBook::end_client's.
  virtual void remove(std::string client_id, Completion<void> done) = 0;

  /// Everyone in the order of enrolment, then by client_id.
  virtual void all(Completion<std::vector<EnrolledTpp>> done) = 0;

  /// A number that every change of the book moves, whichever node made it; only to be compared with
  /// one of the same open store. Asked before `all`, it tells whether that is still so.
  virtual void version(Completion<std::int64_t> done) = 0;
};

}  // namespace guichet::store
