-- SPDX-License-Identifier: Apache-2.0
-- Wrong proofs in a row of each identifier that was typed, and until when it is locked.

CREATE TABLE failed_try (
  establishment TEXT NOT NULL,
  identifier_hash BLOB NOT NULL CHECK (length(identifier_hash) = 32),
  in_a_row INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  locked_until_ms INTEGER NOT NULL,
  PRIMARY KEY (establishment, identifier_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX failed_try_by_age ON failed_try (establishment, last_at_ms);
