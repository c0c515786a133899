-- SPDX-License-Identifier: Apache-2.0
-- What moved each counter of batch accesses, one line a move: milliseconds since 1970, +1 or -1 with
-- the name of the refusal, X-Request-ID. A counter that core banking's fault brought back to nothing
-- stays, with its moves; so `taken` may be 0, which a table's CHECK can only learn by being made anew.

CREATE TABLE moved_batch_access (
  establishment TEXT NOT NULL,
  day_paris INTEGER NOT NULL,
  tpp TEXT NOT NULL,
  psu TEXT NOT NULL,
  subject TEXT NOT NULL,
  method TEXT NOT NULL,
  moves TEXT NOT NULL,
  taken INTEGER NOT NULL CHECK (taken >= 0),
  PRIMARY KEY (establishment, day_paris, tpp, psu, subject, method)
) STRICT, WITHOUT ROWID;

INSERT INTO moved_batch_access (establishment, day_paris, tpp, psu, subject, method, moves, taken)
  SELECT establishment, day_paris, tpp, psu, subject, method, '', taken FROM batch_access;
DROP TABLE batch_access;
ALTER TABLE moved_batch_access RENAME TO batch_access;

-- The highest time that the clock of expiry and quota has had: it never goes back behind it.
CREATE TABLE clock_mark (
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
