// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/outcome.hpp"
#include "store/postgresql/session.hpp"

namespace guichet::store::postgresql {

/// Whether a node may bring an older schema up to date, or refuses it.
enum class OlderSchema { is_migrated, is_refused };

/// Looks at the database and refuses what is not to be used: a newer schema, a step that was made
/// by another program, a server that may lose what it acknowledged; then brings the schema up to
/// date, one node at a time. Refuses as not_used does.
Outcome<void> make_ready(Session& session, OlderSchema older);

/// Whether the schema still is the one this program knows. For every further session.
Outcome<void> check_schema(Session& session);

/// How a database that is not used is told to the operator: with internal; `detail` is one line
/// that says what is wrong and the remedy.
std::unexpected<Refusal> not_used(const std::string& what, const std::string& remedy);

/// The same after a failure; with store_unavailable where the database was not reached, so that
/// another time may be a better one.
std::unexpected<Refusal> not_used(const PostgresqlFailure& failure);

}  // namespace guichet::store::postgresql
