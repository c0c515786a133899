-- SPDX-License-Identifier: Apache-2.0
-- The books, as the embedded store keeps them. Times are milliseconds since 1970 (UTC); hashes are
-- SHA-256 of secrets, which are never kept themselves. Texts are ordered and compared byte by byte,
-- whatever the language of the database. Every primary key is led by the establishment, so that the
-- tables can be distributed over several servers by it as they are, except where a thing belongs to
-- the whole group: the schema's own steps, and the TPPs.

CREATE TABLE authorization_code (
  establishment TEXT COLLATE "C" NOT NULL,
  code_hash BYTEA NOT NULL CHECK (length(code_hash) = 32),
  psu TEXT COLLATE "C" NOT NULL,
  tpp TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  client_id TEXT COLLATE "C" NOT NULL,
  redirect_uri TEXT COLLATE "C" NOT NULL,
  code_challenge TEXT COLLATE "C",
  sca_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  taken BOOLEAN NOT NULL DEFAULT FALSE,
  replayed BOOLEAN NOT NULL DEFAULT FALSE,
  gave_refresh_hash BYTEA CHECK (length(gave_refresh_hash) = 32),
  PRIMARY KEY (establishment, code_hash)
);

CREATE INDEX authorization_code_by_end ON authorization_code (establishment, expires_at_ms);
CREATE INDEX authorization_code_by_customer ON authorization_code (establishment, psu, tpp);

CREATE TABLE access_grant (
  establishment TEXT COLLATE "C" NOT NULL,
  psu TEXT COLLATE "C" NOT NULL,
  tpp TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  client_id TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  access_hash BYTEA NOT NULL CHECK (length(access_hash) = 32),
  access_expires_at_ms BIGINT NOT NULL,
  refresh_hash BYTEA NOT NULL CHECK (length(refresh_hash) = 32),
  sca_at_ms BIGINT NOT NULL,
  certificate_thumbprint TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (establishment, psu, tpp, role)
);

CREATE INDEX access_grant_by_access ON access_grant (access_hash);
CREATE UNIQUE INDEX access_grant_by_refresh ON access_grant (establishment, refresh_hash);

-- Append-only: a version is never changed. The accounts it names are in consent_account.
CREATE TABLE consent_version (
  establishment TEXT COLLATE "C" NOT NULL,
  psu TEXT COLLATE "C" NOT NULL,
  tpp TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL CHECK (version > 0),
  at_ms BIGINT NOT NULL,
  psu_identity BOOLEAN NOT NULL,
  put_by TEXT COLLATE "C" NOT NULL CHECK (put_by IN ('unknown', 'tpp', 'customer', 'bank')),
  PRIMARY KEY (establishment, psu, tpp, version)
);

CREATE TABLE consent_account (
  establishment TEXT COLLATE "C" NOT NULL,
  psu TEXT COLLATE "C" NOT NULL,
  tpp TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('balances', 'transactions', 'overdrafts')),
  iban TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (establishment, psu, tpp, version, kind, iban)
);

-- day_paris reads as a date: 20261123. moves: what moved the counter, one line a move: milliseconds
-- since 1970, +1 or -1 with the name of the refusal, X-Request-ID. last_granted: how many of the units
-- that were last asked for were given, which may be fewer. Room is left in the pages for rows to be
-- changed in place.
CREATE TABLE batch_access (
  establishment TEXT COLLATE "C" NOT NULL,
  day_paris BIGINT NOT NULL,
  tpp TEXT COLLATE "C" NOT NULL,
  psu TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  moves TEXT COLLATE "C" NOT NULL,
  last_granted BIGINT NOT NULL,
  taken BIGINT NOT NULL CHECK (taken >= 0),
  PRIMARY KEY (establishment, day_paris, tpp, psu, subject, method)
) WITH (fillfactor = 80);

CREATE TABLE tpp (
  client_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  oid TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  suspended BOOLEAN NOT NULL,
  environment TEXT COLLATE "C" CHECK (environment IN ('sandbox', 'live')),
  profile TEXT COLLATE "C" NOT NULL,
  registration TEXT COLLATE "C" NOT NULL,
  enrolled_at_ms BIGINT NOT NULL
);

CREATE TABLE tpp_role (
  client_id TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (client_id, role)
);

CREATE TABLE tpp_redirect_uri (
  client_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  uri TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (client_id, position)
);

CREATE TABLE tpp_seal (
  client_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  certificate BYTEA NOT NULL,
  PRIMARY KEY (client_id, position)
);

CREATE TABLE tpp_key_id (
  client_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  key_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (client_id, position)
);

CREATE TABLE tpp_qwac (
  client_id TEXT COLLATE "C" NOT NULL,
  position BIGINT NOT NULL,
  thumbprint TEXT COLLATE "C" NOT NULL CHECK (length(thumbprint) = 64),
  PRIMARY KEY (client_id, position)
);

-- Wrong proofs in a row of each identifier that was typed, and until when it is locked.
CREATE TABLE failed_try (
  establishment TEXT COLLATE "C" NOT NULL,
  identifier_hash BYTEA NOT NULL CHECK (length(identifier_hash) = 32),
  in_a_row BIGINT NOT NULL,
  last_at_ms BIGINT NOT NULL,
  locked_until_ms BIGINT NOT NULL,
  PRIMARY KEY (establishment, identifier_hash)
);

CREATE INDEX failed_try_by_age ON failed_try (establishment, last_at_ms);

CREATE TABLE failed_source (
  establishment TEXT COLLATE "C" NOT NULL,
  source BYTEA NOT NULL CHECK (length(source) = 32),
  since_ms BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  PRIMARY KEY (establishment, source)
);

CREATE INDEX failed_source_by_age ON failed_source (establishment, since_ms);

CREATE TABLE challenge_count (
  establishment TEXT COLLATE "C" NOT NULL,
  identifier_hash BYTEA NOT NULL CHECK (length(identifier_hash) = 32),
  since_ms BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  PRIMARY KEY (establishment, identifier_hash)
);

CREATE INDEX challenge_count_by_age ON challenge_count (establishment, since_ms);

-- Customers' ways through the pages, so that a restart or another node takes nobody off his.
CREATE TABLE journey (
  establishment TEXT COLLATE "C" NOT NULL,
  id_hash BYTEA NOT NULL CHECK (length(id_hash) = 32),
  version BIGINT NOT NULL CHECK (version > 0),
  source BYTEA NOT NULL CHECK (length(source) = 32),
  opened_at_ms BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (establishment, id_hash)
);

CREATE INDEX journey_by_age ON journey (establishment, opened_at_ms);
CREATE INDEX journey_by_source ON journey (establishment, source, opened_at_ms);

-- Every access of a TPP to a customer's data, counted by the minute, for the customer's own view.
CREATE TABLE data_access (
  establishment TEXT COLLATE "C" NOT NULL,
  psu TEXT COLLATE "C" NOT NULL,
  tpp TEXT COLLATE "C" NOT NULL,
  minute_ms BIGINT NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  connected BOOLEAN NOT NULL,
  accesses BIGINT NOT NULL CHECK (accesses > 0),
  PRIMARY KEY (establishment, psu, tpp, minute_ms, method, subject, connected)
);

CREATE INDEX data_access_by_age ON data_access (establishment, minute_ms);

-- The highest time that the clock of expiry and quota has had: it never goes back behind it.
CREATE TABLE clock_mark (
  only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
  at_ms BIGINT NOT NULL
);
