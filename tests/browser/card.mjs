// SPDX-License-Identifier: Apache-2.0
// The sandbox's bank card in its reader: OCRA-1:HOTP-SHA256-8:QN08-PSHA1 of RFC 6287, as the bank reckons it.
import { createHash, createHmac } from 'node:crypto';

const suite = 'OCRA-1:HOTP-SHA256-8:QN08-PSHA1';
const pin = '1234';

/// The eight digits that the reader of `customer` gives for `challenge`; `secret` is the sandbox's pages.secret.
export function response_of(secret, customer, challenge) {
  const key = createHmac('sha256', secret).update(`card of ${customer}`).digest();
  let question = Number(challenge).toString(16);
  if (question.length % 2) question += '0';
  const input = Buffer.concat([
    Buffer.from(`${suite}\0`), Buffer.from(question.padEnd(256, '0'), 'hex'), createHash('sha1').update(pin).digest(),
  ]);
  const code = createHmac('sha256', key).update(input).digest();
  const number = code.readUInt32BE(code.at(-1) & 0xf) & 0x7fffffff;
  return String(number % 100_000_000).padStart(8, '0');
}
