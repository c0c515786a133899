// SPDX-License-Identifier: Apache-2.0
// A customer who confirms in the bank's app, with the phone beside the browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assert_refusal, assert_success, limit, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

let place;
before(async () => { place = await Place.open(); }, start_limit);
after(() => place?.close(), start_limit);

/// What was asked last stands first.
const newest = (phone, words) => phone.getByRole('button', { name: words, exact: true }).first();

const phone_size = { width: 390, height: 844 };
const desk_size = { width: 1280, height: 800 };

for (const language of ['fr', 'en'])
  for (const java_script of [true, false])
    for (const size of [phone_size, desk_size]) {
      /// The whole set where the one is narrow and has JavaScript and the other neither; the way that all go, everywhere.
      const has_all = (language === 'fr') === java_script && (language === 'fr') === (size === phone_size);
      const visiting = (name, act) =>
        test(`${name} (${language}, ${size.width}, JavaScript ${java_script ? 'on' : 'off'})`, limit,
          () => place.with_visit({ language, java_script, ...size }, async (visit) => {
            await visit.authorize();
            await visit.choose(words[language], 'secur_pass');
            await act(visit, words[language]);
            visit.assert_untroubled();
          }));
      const turning = has_all ? visiting : () => {};
      const after_phone = (visit, said, answer) => visit.comes_back(async () => {
        await visit.on_phone((phone) => visit.turns_page(() => newest(phone, answer).click(), phone));
        if (!java_script) await visit.press(said.approved);
      });

      turning('the number on the page is the one on the phone', async (visit) => {
        const number = await visit.page.locator('.number').textContent();
        await visit.on_phone(async (phone) => assert.equal(await phone.locator('.number').first().textContent(), number));
      });

      visiting('approving on the phone leads back to the TPP, by itself with JavaScript', async (visit, said) => {
        assert_success(await after_phone(visit, said, said.approve), visit.state);
      });

      // The approvals between the refusals set the count of failures back.
      turning('refusing on the phone leads back with access_denied', async (visit, said) => {
        assert_refusal(await after_phone(visit, said, said.refuse), 'access_denied', visit.state);
      });

      turning('whoever goes on too early is told so and can go on later', async (visit, said) => {
        await visit.turns_page(() => visit.press(said.approved));
        assert.match(await visit.page.getByRole('status').textContent(), new RegExp(said.not_yet));
        assert_success(await after_phone(visit, said, said.approve), visit.state);
      });

      turning('a request that lapsed is said to have lapsed, and another one leads back', async (visit, said) => {
        await place.sandbox.advance('PT181S');
        await visit.turns_page(async () => { if (!java_script) await visit.press(said.approved); });
        assert.equal(await visit.page.getByRole('alert').getByRole('link').textContent(), said.lapsed);
        await visit.turns_page(() => visit.press(said.ask_again));
        assert_success(await after_phone(visit, said, said.approve), visit.state);
      });
    }
