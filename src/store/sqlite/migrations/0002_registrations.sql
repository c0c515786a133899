-- SPDX-License-Identifier: Apache-2.0
-- What the enrolment API adds to a TPP: where it is enrolled, the profile it is held to, the metadata
-- it registered with, several keyIds, and the thumbprints of its QWACs.

ALTER TABLE tpp ADD COLUMN environment TEXT CHECK (environment IN ('sandbox', 'live'));
ALTER TABLE tpp ADD COLUMN profile TEXT NOT NULL DEFAULT '';
ALTER TABLE tpp ADD COLUMN registration TEXT NOT NULL DEFAULT '';
ALTER TABLE tpp ADD COLUMN enrolled_at_ms INTEGER NOT NULL DEFAULT 0;

CREATE TABLE tpp_key_id (
  client_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  PRIMARY KEY (client_id, position)
) STRICT, WITHOUT ROWID;

INSERT INTO tpp_key_id (client_id, position, key_id)
  SELECT client_id, 1, key_id FROM tpp WHERE key_id <> '';
ALTER TABLE tpp DROP COLUMN key_id;

CREATE TABLE tpp_qwac (
  client_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  thumbprint TEXT NOT NULL CHECK (length(thumbprint) = 64),
  PRIMARY KEY (client_id, position)
) STRICT, WITHOUT ROWID;
