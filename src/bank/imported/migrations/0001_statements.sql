-- SPDX-License-Identifier: Apache-2.0
--
-- Amounts are in cents, negative for a debit; days are counted from 1970-01-01.

CREATE TABLE account (
  account INTEGER PRIMARY KEY,
  establishment TEXT NOT NULL,
  iban TEXT NOT NULL,
  psu TEXT NOT NULL,
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  is_private INTEGER NOT NULL,
  UNIQUE (establishment, iban)
) STRICT;

CREATE INDEX account_of_psu ON account (establishment, psu);

-- kind: 53 for the bank's last word on a period, 52 for a report on the way there, which may have
-- no `opening`.
CREATE TABLE statement (
  account INTEGER NOT NULL REFERENCES account,
  number INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  id TEXT NOT NULL,
  opening INTEGER,
  closing INTEGER NOT NULL,
  closing_day INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (account, number),
  UNIQUE (account, kind, id)
) STRICT, WITHOUT ROWID;

-- An interim entry comes of a report or is pending; a later statement takes its place, and then it
-- is `superseded` and no longer shown. Lines are parted by line feeds.
CREATE TABLE entry (
  account INTEGER NOT NULL,
  statement INTEGER NOT NULL,
  number INTEGER NOT NULL,
  booking_day INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  booked INTEGER NOT NULL,
  entry_reference TEXT,
  servicer_reference TEXT,
  value_day INTEGER,
  reversal INTEGER NOT NULL,
  domain TEXT,
  family TEXT,
  sub_family TEXT,
  code TEXT,
  issuer TEXT,
  remittance TEXT NOT NULL,
  details TEXT NOT NULL,
  interim INTEGER NOT NULL,
  superseded INTEGER NOT NULL,
  PRIMARY KEY (account, statement, number),
  FOREIGN KEY (account, statement) REFERENCES statement
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_by_day ON entry (account, booking_day) WHERE superseded = 0;
CREATE INDEX entry_interim ON entry (account, booking_day) WHERE interim = 1 AND superseded = 0;
