-- SPDX-License-Identifier: Apache-2.0
-- The four books. Times are milliseconds since 1970 (UTC); hashes are SHA-256 of secrets, which are
-- never kept themselves. Every primary key is led by the establishment, except where a thing belongs
-- to the whole group: the schema's own steps, and the TPPs.

CREATE TABLE schema_migration (
  number INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE authorization_code (
  establishment TEXT NOT NULL,
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  psu TEXT NOT NULL,
  tpp TEXT NOT NULL,
  role TEXT NOT NULL,
  client_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT,
  sca_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0 CHECK (taken IN (0, 1)),
  replayed INTEGER NOT NULL DEFAULT 0 CHECK (replayed IN (0, 1)),
  gave_refresh_hash BLOB CHECK (length(gave_refresh_hash) = 32),
  PRIMARY KEY (establishment, code_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX authorization_code_by_end ON authorization_code (establishment, expires_at_ms);

CREATE TABLE access_grant (
  establishment TEXT NOT NULL,
  psu TEXT NOT NULL,
  tpp TEXT NOT NULL,
  role TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  access_hash BLOB NOT NULL CHECK (length(access_hash) = 32),
  access_expires_at_ms INTEGER NOT NULL,
  refresh_hash BLOB NOT NULL CHECK (length(refresh_hash) = 32),
  sca_at_ms INTEGER NOT NULL,
  certificate_thumbprint TEXT NOT NULL,
  PRIMARY KEY (establishment, psu, tpp, role)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX access_grant_by_access ON access_grant (access_hash);
CREATE UNIQUE INDEX access_grant_by_refresh ON access_grant (establishment, refresh_hash);

-- Append-only: a version is never changed. The accounts it names are in consent_account.
CREATE TABLE consent_version (
  establishment TEXT NOT NULL,
  psu TEXT NOT NULL,
  tpp TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  at_ms INTEGER NOT NULL,
  psu_identity INTEGER NOT NULL CHECK (psu_identity IN (0, 1)),
  PRIMARY KEY (establishment, psu, tpp, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent_account (
  establishment TEXT NOT NULL,
  psu TEXT NOT NULL,
  tpp TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('balances', 'transactions', 'overdrafts')),
  iban TEXT NOT NULL,
  PRIMARY KEY (establishment, psu, tpp, version, kind, iban)
) STRICT, WITHOUT ROWID;

-- day_paris reads as a date: 20261123.
CREATE TABLE batch_access (
  establishment TEXT NOT NULL,
  day_paris INTEGER NOT NULL,
  tpp TEXT NOT NULL,
  psu TEXT NOT NULL,
  subject TEXT NOT NULL,
  method TEXT NOT NULL,
  taken INTEGER NOT NULL CHECK (taken > 0),
  PRIMARY KEY (establishment, day_paris, tpp, psu, subject, method)
) STRICT, WITHOUT ROWID;

CREATE TABLE tpp (
  client_id TEXT NOT NULL PRIMARY KEY,
  oid TEXT NOT NULL,
  name TEXT NOT NULL,
  key_id TEXT NOT NULL,
  suspended INTEGER NOT NULL CHECK (suspended IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE tpp_role (
  client_id TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (client_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE tpp_redirect_uri (
  client_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  uri TEXT NOT NULL,
  PRIMARY KEY (client_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tpp_seal (
  client_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  certificate BLOB NOT NULL,
  PRIMARY KEY (client_id, position)
) STRICT, WITHOUT ROWID;

-- One row that is rewritten to learn whether a disk that refused takes writes again.
CREATE TABLE write_probe (
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
