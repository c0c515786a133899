// SPDX-License-Identifier: Apache-2.0
// What a customer does who changes his mind, errs, waits too long or goes back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start_sandbox } from './sandbox.mjs';
import { assert_refusal, assert_success, open_browser, Visit } from './visit.mjs';
import { words } from './words.mjs';

const sms_code = '12345678';
const limit = { timeout: 30_000 };

let sandbox;
let browser;
before(async () => { [sandbox, browser] = await Promise.all([start_sandbox(), open_browser()]); }, limit);
after(async () => {
  await browser?.close();
  await sandbox?.stop();
}, limit);

/// The test in French with and in English without JavaScript.
function visiting(name, act) {
  for (const [language, java_script] of [['fr', true], ['en', false]])
    test(`${name} (${language}, JavaScript ${java_script ? 'on' : 'off'})`, limit, async () => {
      const visit = await Visit.open(browser, sandbox.web, { language, java_script });
      try {
        await visit.authorize();
        await act(visit, words[language]);
      } finally {
        await visit.close();
      }
    });
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
  await sandbox.advance('PT181S');
  await visit.turns_page(() => visit.send_code(said, '12345678'));
  await assert_error(visit, said, 'otp', said.code_expired);
  await visit.turns_page(() => visit.press(said.again));
  assert_success(await visit.comes_back(() => visit.send_code(said, '12345678')), visit.state);
  visit.assert_untroubled();
});

visiting('a code that came too late says so, and cancelling leads back', async (visit, said) => {
  await visit.identify(said);
  await sandbox.advance('PT181S');
  await visit.turns_page(() => visit.send_code(said, sms_code));
  await assert_error(visit, said, 'otp', said.code_expired);
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('a journey left alone for ten minutes ends at the TPP', async (visit, said) => {
  await sandbox.advance('PT10M');
  await visit.page.getByLabel(said.identifier).fill('9999999901');
  assert_refusal(await visit.comes_back(() => visit.press(said.go_on)), 'access_denied', visit.state);
  visit.assert_untroubled();
});

visiting('going back from the second screen opens a first screen that works', async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => visit.page.evaluate(() => history.back()));
  assert.equal(await visit.heading(), said.step_1);
  await visit.identify(said);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
  visit.assert_untroubled();
});

/// The screens answer forms and may not be stored, so Chromium asks before it shows one again; a reload is its "yes".
async function go_back_to_a_question(page) {
  const asked = page.waitForEvent('requestfailed', (request) => request.isNavigationRequest());
  await page.evaluate(() => history.back());
  assert.equal((await asked).failure().errorText, 'net::ERR_CACHE_MISS');
  await page.waitForURL('chrome-error://chromewebdata/');
}

visiting('going back from an error makes the browser ask, and its yes leads on', async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => visit.send_code(said, '00000000'));
  await go_back_to_a_question(visit.page);
  await visit.page.reload();
  assert.equal(await visit.heading(), said.step_2);
  assert_success(await visit.comes_back(() => visit.send_code(said, sms_code)), visit.state);
});

visiting('going back from the TPP makes the browser ask, and its yes leads to the TPP again', async (visit, said) => {
  await visit.identify(said);
  const back = await visit.comes_back(() => visit.send_code(said, sms_code));
  await visit.page.waitForURL(back.href);
  await go_back_to_a_question(visit.page);
  const again = await visit.comes_back(() => visit.page.reload());
  assert.equal(again.href, back.href);
});
