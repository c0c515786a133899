-- SPDX-License-Identifier: Apache-2.0
-- Every access of a TPP to a customer's data, counted by the minute, for the customer's own view of it;
-- and codes by their customer, who may take back what they stand for.

CREATE TABLE data_access (
  establishment TEXT NOT NULL,
  psu TEXT NOT NULL,
  tpp TEXT NOT NULL,
  minute_ms INTEGER NOT NULL,
  method TEXT NOT NULL,
  subject TEXT NOT NULL,
  connected INTEGER NOT NULL CHECK (connected IN (0, 1)),
  accesses INTEGER NOT NULL CHECK (accesses > 0),
  PRIMARY KEY (establishment, psu, tpp, minute_ms, method, subject, connected)
) STRICT, WITHOUT ROWID;

CREATE INDEX data_access_by_age ON data_access (establishment, minute_ms);
CREATE INDEX authorization_code_by_customer ON authorization_code (establishment, psu, tpp);
