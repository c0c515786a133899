// SPDX-License-Identifier: Apache-2.0
// What a customer does who changes his mind, errs, waits too long or goes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assert_refusal, assert_success, limit, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

const sms_code = '12345678';
let place;
before(async () => { place = await Place.open(); }, start_limit);
after(() => place?.close(), start_limit);

/// The test in French with and in English without JavaScript.
function visiting(name, act) {
  for (const [language, java_script] of [['fr', true], ['en', false]])
    test(`${name} (${language}, JavaScript ${java_script ? 'on' : 'off'})`, limit,
      () => place.with_visit({ language, java_script }, async (visit) => {
        await visit.authorize();
        await act(visit, words[language]);
      }));
}

/// The summary says `problem` and leads to `field`; the field is marked and described; the title says it first.
async function assert_error(visit, said, field, problem) {
  const summary = visit.page.getByRole('alert');
  assert.equal(await summary.getByRole('heading').textContent(), said.problem);
  const link = summary.getByRole('link');
  assert.equal(await link.textContent(), problem);
  assert.equal(await link.getAttribute('href'), `#${field}`);
  const input = visit.page.locator(`#${field}`);
  assert.equal(await input.getAttribute('aria-invalid'), 'true');
  assert.match(await input.getAttribute('aria-describedby'), new RegExp(`${field}-error`));
  assert.equal(await visit.page.locator(`#${field}-error`).textContent(), problem);
  assert.ok((await visit.page.title()).startsWith(`${said.problem} - `));
}

visiting('cancelling on the first screen tells the TPP access_denied', async (visit, said) => {
  const back = await visit.comes_back(() => visit.press(said.cancel));
  assert_refusal(back, 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('cancelling on the second screen tells the TPP access_denied', async (visit, said) => {
  await visit.identify(said);
  const back = await visit.comes_back(() => visit.press(said.cancel));
  assert_refusal(back, 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('an empty identifier is asked for again, and the journey goes on', async (visit, said) => {
  await visit.turns_page(() => visit.press(said.go_on));
  await assert_error(visit, said, 'identifier', said.identifier_missing);
  await visit.identify(said);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('an empty code is asked for again, and the journey goes on', async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => visit.press(said.go_on));
  await assert_error(visit, said, 'otp', said.code_missing);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('a wrong code says what to do, and the right one still comes through', async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => visit.send_code(said, '00000000'));
  await assert_error(visit, said, 'otp', said.code_wrong);
  assert.equal(await visit.page.getByLabel(said.code).inputValue(), '');
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('the fifth wrong code leads back to the TPP with access_denied', async (visit, said) => {
  // Whoever has been locked stays so for a while.
  await visit.identify(said, said === words.fr ? '555551' : '555552');
  for (let wrong = 1; wrong < 5; ++wrong) await visit.turns_page(() => visit.send_code(said, '00000000'));
  const back = await visit.comes_back(() => visit.send_code(said, '00000000'));
  assert_refusal(back, 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('a code that came too late is replaced by another, which leads back', async (visit, said) => {
  await visit.authorize();
  await visit.identify(said);
  await place.sandbox.advance('PT181S');
  await visit.turns_page(() => visit.send_code(said, '12345678'));
  await assert_error(visit, said, 'otp', said.code_expired);
  await visit.turns_page(() => visit.press(said.again));
  assert_success(await visit.comes_back(() => visit.send_code(said, '12345678')), visit.state);
  visit.assert_untroubled();
});

visiting('a code that came too late says so, and cancelling leads back', async (visit, said) => {
  await visit.identify(said);
  await place.sandbox.advance('PT181S');
  await visit.turns_page(() => visit.send_code(said, sms_code));
  await assert_error(visit, said, 'otp', said.code_expired);
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('a journey left alone for ten minutes ends at the TPP', async (visit, said) => {
  await place.sandbox.advance('PT10M');
  await visit.page.getByLabel(said.identifier).fill('9999999901');
  assert_refusal(await visit.comes_back(() => visit.press(said.go_on)), 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('going back from the second screen opens a first screen that works', async (visit, said) => {
  await visit.identify(said);
  await visit.goes_back();
  assert.equal(await visit.heading(), said.step_1);
  await visit.identify(said);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('going back from an error shows a page that leads on', async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => visit.send_code(said, '00000000'));
  await visit.goes_back();
  if (await visit.heading() === said.step_1) await visit.identify(said);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('going back from the TPP shows a page that leads to the TPP', async (visit, said) => {
  await visit.identify(said);
  const back = await visit.comes_back(() => visit.send_code(said, sms_code));
  await visit.page.waitForURL(back.href);
  const again = await visit.comes_back(() => visit.page.goBack());
  assert.equal(again.href, back.href);
  visit.assert_untroubled();
});

visiting('every page can be loaded anew without a question', async (visit, said) => {
  await visit.stays();
  await visit.turns_page(() => visit.press(said.go_on));
  await visit.stays();
  await visit.identify(said);
  await visit.stays();
  await visit.turns_page(() => visit.send_code(said, '00000000'));
  await visit.stays();
  await visit.turns_page(() => visit.press(said.again));
  await visit.stays();
  const back = await visit.comes_back(() => visit.send_code(said, sms_code));
  assert_success(back, visit.state);
  visit.assert_untroubled();
});

visiting('after three more codes no other is sent, and the last one leads back', async (visit, said) => {
  await visit.identify(said);
  for (let more = 1; more <= 3; ++more) {
    await visit.turns_page(() => visit.press(said.again));
    assert.equal(await visit.page.getByRole('alert').count(), 0);
  }
  await visit.turns_page(() => visit.press(said.again));
  await assert_error(visit, said, 'otp', said.no_more_codes);
  await visit.stays();
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('whoever is locked is told no more than whoever is wrong, and the right code helps after a while',
  async (visit, said) => {
    const identifier = said === words.fr ? '9999999903' : '9999999904';
    await visit.identify(said, identifier);
    for (let wrong = 1; wrong < 5; ++wrong) await visit.turns_page(() => visit.send_code(said, '00000000'));
    const back = await visit.comes_back(() => visit.send_code(said, '00000000'));
    assert_refusal(back, 'access_denied', visit.state);
    await visit.authorize();
    await visit.identify(said, identifier);
    await visit.turns_page(() => visit.send_code(said, sms_code));
    await assert_error(visit, said, 'otp', said.code_wrong);
    await place.sandbox.advance('PT15M');
    await visit.authorize();
    await visit.identify(said, identifier);
    assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
    visit.assert_untroubled();
  });

visiting('an identifier that nobody has looks like any other, and cancelling leads back', async (visit, said) => {
  await visit.identify(said, 'nobody');
  assert.match(await visit.page.locator('.phone').textContent(), /^06 \*\* \*\* \*\* \d\d$/);
  await visit.turns_page(() => visit.send_code(said, sms_code));
  await assert_error(visit, said, 'otp', said.code_wrong);
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('a journey left alone on the second screen for ten minutes ends at the TPP', async (visit, said) => {
  await visit.identify(said);
  await place.sandbox.advance('PT10M');
  assert_refusal(await visit.comes_back(() => visit.send_code(said, sms_code)), 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('a page of another browser says so in plain words', async (visit, said) => {
  await visit.identify(said);
  const { href } = new URL(visit.page.url());
  await visit.context.clearCookies();
  const answer = await visit.page.goto(href);
  assert.equal(answer.status(), 403);
  assert.equal(await visit.heading(), said.refused);
  assert.ok(await visit.page.getByText(said.page_gone).isVisible());
});
