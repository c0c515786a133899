// SPDX-License-Identifier: Apache-2.0
// A customer at her permission dashboard: what she sees, takes back, and how she leaves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { is_read, signs_in } from './screens.mjs';
import { limit, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

let place;
before(async () => { place = await Place.open(); }, start_limit);
after(() => place?.close(), start_limit);

const kinds = [['fr', true, 390], ['fr', false, 1280], ['en', true, 1280], ['en', false, 390]];
for (const [language, java_script, width] of kinds) {
  const said = words[language];
  const visiting = (name, act) =>
    test(`${name} (${language}, ${width}, JavaScript ${java_script ? 'on' : 'off'})`, limit,
      () => place.with_visit({ language, java_script, width, height: 844 }, async (visit) => {
        await act(visit);
        visit.assert_untroubled();
      }));
  const follow = (visit, name) =>
    visit.turns_page(() => visit.page.getByRole('link', { name }).first().click());
  const text = (visit) => visit.page.locator('main').textContent();

  visiting('who reads what is there, with every access', async (visit) => {
    await is_read(place);
    await signs_in(visit, said);
    assert.equal(await visit.heading(), said.permissions);
    await follow(visit, 'myAPP');
    assert.equal(await visit.heading(), 'myAPP');
    assert.match(await text(visit), new RegExp(said.connected));
    await visit.stays();
    await visit.goes_back();
    assert.equal(await visit.heading(), said.permissions);
  });

  visiting('one kind of data is withdrawn, and then everything; the TPP is refused at once', async (visit) => {
    await is_read(place);
    await signs_in(visit, said);
    await follow(visit, 'myAPP');
    await follow(visit, said.withdraw);
    assert.equal(await visit.heading(), said.withdrawing);
    await visit.turns_page(() => visit.press(said.withdraw_now));
    assert.equal(await visit.page.getByRole('status').textContent(), said.withdrawn_kind);
    await assert.rejects(place.sandbox.tpp('balances', '--psu-ip', '192.0.2.7'));
    assert.match(await place.sandbox.tpp('transactions', '--psu-ip', '192.0.2.7'), /EUR/);
    await visit.stays();
    await follow(visit, said.withdraw_all);
    await visit.turns_page(() => visit.press(said.withdraw_now));
    assert.equal(await visit.page.getByRole('status').textContent(), said.withdrawn_all);
    await assert.rejects(place.sandbox.tpp('accounts', '--psu-ip', '192.0.2.7'));
    await follow(visit, said.back_to_all);
    assert.match(await text(visit), new RegExp(said.nobody_reads));
  });

  visiting('leaving and coming back asks who one is', async (visit) => {
    await signs_in(visit, said);
    await visit.turns_page(() => visit.press(said.sign_out));
    assert.equal(await visit.heading(), said.signed_out);
    await visit.go('/permissions');
    assert.equal(await visit.heading(), said.step_1);
  });

  visiting('after five minutes one is signed out, and told so', async (visit) => {
    await signs_in(visit, said);
    await place.sandbox.advance('PT5M');
    await visit.turns_page(() => visit.page.reload());
    assert.equal(await visit.heading(), said.step_1);
    assert.equal(await visit.page.getByRole('status').textContent(), said.signed_out_idle);
  });

  visiting('a restart of the server signs nobody out, and back from it is no dead page', async (visit) => {
    await signs_in(visit, said);
    await place.sandbox.restart('SIGKILL');
    await visit.stays();
    await visit.goes_back();
  });
}
