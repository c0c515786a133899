// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace guichet::store::postgresql {

/// The database could not do what it was told. Thrown inside this folder only; towards the books'
/// callers it is a Refusal.
class PostgresqlFailure : public std::runtime_error {
 public:
  /// `state`: the SQLSTATE that the server gave; empty when there is no server to be heard any
  /// more.
  PostgresqlFailure(std::string state, const std::string& what_happened)
      : std::runtime_error(what_happened), state_(std::move(state)) {}

  /// Nothing more can be asked of this session. Whether the last thing asked was done is unknown.
  bool ends_session() const;

  /// Others were in the way (serialization failure, deadlock, a lock not had in time): nothing was
  /// done, and it may succeed when tried again.
  bool is_transient() const;

  /// The server was reached and does not know this user, his password or this database: another
  /// try meets the same.
  bool refuses_login() const;

  /// What was asked for, a connection too, is beyond the rights of this user.
  bool lacks_rights() const;

  /// A rule of the schema, or of a type, or a limit (the length of an index's key) said no to what
  /// was to be kept; the machine is well.
  bool is_constraint() const;

  /// The SQLSTATE, as it was given.
  const std::string& state() const { return state_; }

 private:
  std::string state_;
};

/// Why a connection was not made. `message` is what libpq says with PQERRORS_VERBOSE, as it gives
/// the SQLSTATE in no other way. The failure has that state where another try meets the same, else
/// none. Its words are one line, without the places in the server's source.
PostgresqlFailure failure_to_connect(std::string_view message);

}  // namespace guichet::store::postgresql
