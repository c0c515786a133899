// SPDX-License-Identifier: Apache-2.0
// What the bank's own troubles do to a customer on his way: restarts, a store that is away, a source held off.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assert_refusal, assert_success, limit, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

const sms_code = '12345678';
const most_failures = 3;

let place;
before(async () => { place = await Place.open({ pages: { failures_of_a_source: most_failures } }); }, start_limit);
after(() => place?.close(), start_limit);

function visiting(name, act) {
  for (const [language, java_script] of [['fr', true], ['en', false]])
    test(`${name} (${language}, JavaScript ${java_script ? 'on' : 'off'})`, start_limit,
      () => place.with_visit({ language, java_script }, async (visit) => {
        await visit.authorize();
        await act(visit, words[language]);
      }));
}

for (const [end, signal] of [['an orderly restart', 'SIGTERM'], ['a power cut', 'SIGKILL']])
  visiting(`${end} between all screens takes nobody off his way`, async (visit, said) => {
    await visit.page.waitForLoadState('load');
    await place.sandbox.restart(signal);
    await visit.stays();
    await visit.identify(said);
    await visit.page.waitForLoadState('load');
    await place.sandbox.restart(signal);
    await visit.stays();
    const back = await visit.comes_back(() => visit.send_code(said, sms_code));
    assert_success(back, visit.state);
    await visit.page.waitForURL(back.href);
    await place.sandbox.restart(signal);
    // The code is kept nowhere; the TPP learns that the customer stands at its door again.
    const again = await visit.comes_back(() => visit.page.goBack());
    assert_refusal(again, 'temporarily_unavailable', visit.state);
    // The bank's mark and the tab's icon may have been asked for while nobody was there.
    assert.deepEqual(visit.troubles.filter((trouble) => !trouble.includes('/_assets/')), []);
  });

visiting('a question on the phone outlives a power cut', async (visit, said) => {
  await visit.choose(said, 'secur_pass');
  await place.sandbox.restart('SIGKILL');
  await visit.stays();
  assert.match(await visit.page.locator('.number').textContent(), /^\d\d$/);
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
});

/// Another program holds the store's file while `act` is done.
async function with_store_away(act) {
  const keeper = spawn('/usr/bin/python3', ['-c', `
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
store.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()`, join(place.sandbox.data, 'guichet.db')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => { keeper.once('exit', resolve); });
  try {
    await new Promise((resolve, reject) => {
      keeper.stdout.once('data', resolve);
      keeper.once('exit', () => reject(new Error('the store could not be held')));
    });
    await act();
  } finally {
    keeper.stdin.end();
    await gone;
  }
}

visiting('while nothing can be stored, the TPP gets temporarily_unavailable', async (visit, said) => {
  await with_store_away(async () => {
    await visit.page.getByLabel(said.identifier, { exact: true }).fill('9999999901');
    const back = await visit.comes_back(() => visit.press(said.go_on));
    assert_refusal(back, 'temporarily_unavailable', visit.state);
  });
  visit.assert_untroubled();
});

visiting('while nothing can be stored, nobody comes in and the TPP learns it at once', async (visit) => {
  await with_store_away(async () => {
    const back = await visit.comes_back(() => visit.authorize({ state: 'at the door' }));
    assert_refusal(back, 'temporarily_unavailable', 'at the door');
  });
  visit.assert_untroubled();
});

visiting('where too many have failed, the next is told to wait, and may go on later', async (visit, said) => {
  // Two different ones: five failures would lock them.
  await visit.identify(said, said === words.fr ? 'personne' : 'nobody');
  for (let failure = 1; failure <= most_failures; ++failure)
    await visit.turns_page(() => visit.send_code(said, '00000000'));
  await visit.turns_page(() => visit.send_code(said, '00000000'));
  assert.equal(await visit.heading(), said.refused);
  assert.ok(await visit.page.getByText(said.too_many_failures).isVisible());
  await visit.goes_back();
  await visit.authorize();
  assert.ok(await visit.page.getByText(said.too_many_failures).isVisible());
  await place.sandbox.advance('PT10M1S');
  await visit.authorize();
  await visit.identify(said);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
});
