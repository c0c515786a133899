// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_failure.hpp"

namespace guichet::store::postgresql {

// 25006: the server only reads, as one does that was the primary. 57P: it is going down.
bool PostgresqlFailure::ends_session() const {
  return state_.empty() || state_ == "25006" || state_.starts_with("57P") ||
         state_.starts_with("08");
}

bool PostgresqlFailure::is_transient() const {
  return state_ == "40001" || state_ == "40P01" || state_ == "55P03";
}

// 28: user, password or pg_hba.conf. 3D000: no such database. 42501: no right to connect to it.
bool PostgresqlFailure::refuses_login() const {
  return state_.starts_with("28") || state_ == "3D000" || state_ == "42501";
}

bool PostgresqlFailure::is_constraint() const {
  return state_.starts_with("23") || state_.starts_with("22") || state_.starts_with("54");
}

}  // namespace guichet::store::postgresql
