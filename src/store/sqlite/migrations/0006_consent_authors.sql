-- SPDX-License-Identifier: Apache-2.0
-- Who put each version of a consent: the TPP under a token, the customer at the dashboard, the bank.

ALTER TABLE consent_version ADD COLUMN put_by TEXT NOT NULL DEFAULT 'unknown'
  CHECK (put_by IN ('unknown', 'tpp', 'customer', 'bank'));
