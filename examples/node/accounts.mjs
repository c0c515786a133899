// SPDX-License-Identifier: Apache-2.0
//
// One signed GET /accounts with Node's standard library (18 or later).
//
//   guichet sandbox                                  # in one terminal
//   guichet tpp connect --as lea                     # gets the token this example uses
//   node examples/node/accounts.mjs [DATA_DIRECTORY]
import { createHash, randomUUID, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';

const data = process.argv[2] ?? 'guichet-data';
const folder = join(data, 'tpp', process.env.GUICHET_TPP ?? 'PSDFR-ACPR-13807');
const read = (name) => readFileSync(join(folder, name), 'utf8');
const there = (name) => existsSync(join(folder, name));
if (!there('app.json')) fail(`no ${join(folder, 'app.json')}; start \`guichet sandbox --data ${data}\``);
const app = JSON.parse(read('app.json'));
const api = new URL(app.api);
const token = there('tokens.json') ? JSON.parse(read('tokens.json'))[api.hostname]?.access_token : undefined;
if (!token) fail(`no token of ${api.hostname} in ${folder}; run \`guichet tpp connect --as lea --data ${data}\``);

function fail(words) {
  console.error(`accounts: ${words}`);
  process.exit(1);
}

/** Headers that go with a request, its Signature among them (draft-cavage-http-signatures, rsa-sha256). */
function signedHeaders(method, target, body = '') {
  const covered = {
    'x-request-id': randomUUID(),
    date: new Date().toUTCString(),
    digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
    // The customer is present; without this header it is one of four batch accesses a day.
    'psu-ip-address': '127.0.0.1',
  };
  const lines = Object.entries(covered).map(([name, value]) => `${name}: ${value}`);
  const text = [`(request-target): ${method.toLowerCase()} ${target}`, ...lines].join('\n');
  const names = ['(request-target)', ...Object.keys(covered)].join(' ');
  const signature = sign('sha256', Buffer.from(text), read('qseal.key')).toString('base64');
  return {
    ...covered,
    signature: `keyId="${app.key_id}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`,
  };
}

const target = '/stet/psd2/v1.6.2/accounts';
const [address, port] = app.connect.split(/:(?=\d+$)/);

const request = https.request({
  method: 'GET',
  path: target,
  host: api.hostname,
  port,
  servername: api.hostname,
  // Node's resolver does not know *.localhost; the name still goes into TLS and Host.
  lookup: (_name, options, done) =>
    options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4),
  ca: readFileSync(app.ca),
  cert: read('qwac.pem'),
  key: read('qwac.key'),
  headers: {
    host: api.host,
    authorization: `Bearer ${token}`,
    accept: 'application/hal+json',
    ...signedHeaders('GET', target),
  },
});
request.on('error', (error) => {
  console.error(`accounts: ${error.message}; is \`guichet sandbox\` running?`);
  process.exitCode = 69;
});
request.on('response', async (response) => {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  console.error(`HTTP ${response.statusCode}`);
  console.log(body);
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.end();
