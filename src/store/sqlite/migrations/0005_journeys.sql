-- SPDX-License-Identifier: Apache-2.0
-- Customers' ways through the pages, so that a restart or another node takes nobody off his; and the
-- failures counted by where they came from.

CREATE TABLE journey (
  establishment TEXT NOT NULL,
  id_hash BLOB NOT NULL CHECK (length(id_hash) = 32),
  version INTEGER NOT NULL CHECK (version > 0),
  source BLOB NOT NULL CHECK (length(source) = 32),
  opened_at_ms INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (establishment, id_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX journey_by_age ON journey (establishment, opened_at_ms);
CREATE INDEX journey_by_source ON journey (establishment, source, opened_at_ms);

CREATE TABLE failed_source (
  establishment TEXT NOT NULL,
  source BLOB NOT NULL CHECK (length(source) = 32),
  since_ms INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  PRIMARY KEY (establishment, source)
) STRICT, WITHOUT ROWID;

CREATE INDEX failed_source_by_age ON failed_source (establishment, since_ms);

CREATE TABLE challenge_count (
  establishment TEXT NOT NULL,
  identifier_hash BLOB NOT NULL CHECK (length(identifier_hash) = 32),
  since_ms INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  PRIMARY KEY (establishment, identifier_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_count_by_age ON challenge_count (establishment, since_ms);
