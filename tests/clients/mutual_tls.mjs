// SPDX-License-Identifier: Apache-2.0
// How the libraries under test reach a sandbox: fetch over mutual TLS, to 127.0.0.1 whatever the host's name.
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';

// Node 18 has the Web Crypto API in this module only; newer ones have it as globals, which the libraries use.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;

const sample_tpp = 'tpp/PSDFR-ACPR-13807';

/// Names below localhost do not resolve for Node.
const to_loopback = (name, { all }, done) => {
  const address = { address: '127.0.0.1', family: 4 };
  return all ? done(null, [address]) : done(null, address.address, address.family);
};

/// A fetch that trusts the sandbox's authority and presents `identity` ({ cert, key }), if any. `close` ends its
/// connections.
async function fetch_with(data, identity) {
  const ca = await readFile(join(data, 'pki/ca.pem'));
  const dispatcher = new Agent({ connect: { ca, lookup: to_loopback, ...identity } });
  const fetching = (url, options) => fetch(url, { ...options, dispatcher });
  fetching.close = () => dispatcher.close();
  return fetching;
}

/// The TPP that every sandbox begins with: what it was enrolled with, its fetch, and the key of its QSEAL.
export async function sample_application(data) {
  const file = (name) => readFile(join(data, sample_tpp, name));
  const [app, cert, key, seal_key] = await Promise.all(['app.json', 'qwac.pem', 'qwac.key', 'qseal.key'].map(file));
  return { ...JSON.parse(app), seal_key, fetch: await fetch_with(data, { cert, key }) };
}

/// What a customer's browser has: no certificate.
export const browser_fetch = (data) => fetch_with(data, {});
