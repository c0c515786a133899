-- SPDX-License-Identifier: Apache-2.0
-- How often the TPPs were changed, by whichever node: each looks whether it knows them as they are.
-- Whoever changes them changes this row first, so that all changes stand one after the other.

CREATE TABLE tpp_version (
  only_one BIGINT NOT NULL PRIMARY KEY CHECK (only_one = 1),
  number BIGINT NOT NULL
);
