// SPDX-License-Identifier: Apache-2.0
// The customer's way from the TPP to the bank and back, as Chromium goes it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assert_success, https_callback, limit, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

const sms_code = '12345678';

let place;
before(async () => { place = await Place.open(); }, start_limit);
after(() => place?.close(), start_limit);

/// A test with a visit that ends with it.
function visiting(name, settings, act) {
  test(name, limit, () => place.with_visit(settings, act));
}

/// From the first screen, which is open, to the TPP.
async function walk(visit, said, page = visit.page) {
  await visit.identify(said, '9999999901', page);
  return visit.comes_back(() => visit.send_code(said, sms_code, page));
}

for (const [width, height] of [[390, 844], [1280, 800]])
  for (const [language, tongue] of [['fr', 'French'], ['en', 'English']])
    for (const java_script of [true, false])
      visiting(`a customer who reads ${tongue} at ${width}x${height} ${java_script ? 'with' : 'without'} JavaScript `
        + 'comes back with code, state and iss', { language, width, height, java_script }, async (visit) => {
        const said = words[language];
        await visit.authorize();
        assert.equal(await visit.heading(), said.step_1);
        await visit.identify(said);
        assert.equal(await visit.heading(), said.step_2_otp_sms);
        const back = await visit.comes_back(() => visit.send_code(said, sms_code));
        assert_success(back, visit.state);
        visit.assert_untroubled();
      });

visiting('the browser follows the redirect to an https address with capital letters', {}, async (visit) => {
  await visit.authorize({ redirect_uri: https_callback });
  const back = await walk(visit, words.fr);
  assert.equal(back.origin + back.pathname, 'https://myapp.fr/Home/OAuth2Callback');
  assert_success(back, visit.state);
  visit.assert_untroubled();
});

for (const redirect_uri of [undefined, https_callback])
  visiting('a policy that did not name the TPP would stop the browser on the way to '
    + (redirect_uri ?? 'the loopback address'), { without_form_targets: true }, async (visit) => {
    await visit.authorize({ redirect_uri });
    await visit.identify(words.fr);
    const complaint = visit.context.waitForEvent('console', (message) => message.text().includes('form-action'));
    await visit.send_code(words.fr, sms_code);
    await complaint;
    assert.deepEqual(visit.callbacks, []);
  });

visiting('ui_locales goes before the language of the browser', { language: 'fr' }, async (visit) => {
  await visit.authorize({ ui_locales: 'de en' });
  assert_success(await walk(visit, words.en), visit.state);
  visit.assert_untroubled();
});

visiting('a browser that reads neither language gets French', { language: 'de' }, async (visit) => {
  await visit.authorize();
  assert_success(await walk(visit, words.fr), visit.state);
});

visiting('the language can be changed on both screens and the journey goes on', { language: 'fr' }, async (visit) => {
  await visit.authorize();
  await visit.page.getByLabel(words.fr.identifier).fill('9999999901');
  await visit.turns_page(() => visit.press(words.fr.other));
  assert.equal(await visit.page.getByLabel(words.en.identifier).inputValue(), '9999999901');
  assert.equal(await visit.page.locator('html').getAttribute('lang'), 'en');
  await visit.turns_page(() => visit.press(words.en.go_on));
  await visit.turns_page(() => visit.press(words.en.other));
  assert.equal(await visit.heading(), words.fr.step_2_otp_sms);
  assert_success(await visit.comes_back(() => visit.send_code(words.fr, sms_code)), visit.state);
  visit.assert_untroubled();
});

visiting('the address of the forms, entered anew, shows the page that stands and the journey goes on', {}, async (visit) => {
  await visit.authorize();
  await visit.authorize();
  await visit.identify(words.fr);
  await visit.go('/stet/psd2/oauth/sca');
  assert.equal(await visit.heading(), words.fr.step_2_otp_sms);
  assert_success(await visit.comes_back(() => visit.send_code(words.fr, sms_code)), visit.state);
});

/// What has the focus: "identifier", "continue", "a". The mark around it must be visible.
async function focused(page) {
  const { name, mark } = await page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return {
      name: element.name === 'action' ? element.value : element.id || element.className || element.localName,
      mark: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    };
  });
  assert.ok(mark >= 2, `no visible focus on ${name}`);
  return name;
}

async function tab_order(page, stops) {
  const order = [];
  for (let stop = 0; stop < stops; ++stop) {
    await page.keyboard.press('Tab');
    order.push(await focused(page));
  }
  return order;
}

visiting('the keyboard reaches everything in reading order', {}, async (visit) => {
  await visit.authorize();
  assert.deepEqual(await tab_order(visit.page, 6), ['identifier', 'summary', 'method', 'continue', 'cancel', 'language-en']);
  await visit.identify(words.fr);
  assert.deepEqual(await tab_order(visit.page, 5), ['otp', 'continue', 'resend', 'cancel', 'language-en']);
});

visiting('the keyboard alone leads to the TPP: Enter continues', {}, async (visit) => {
  await visit.authorize();
  const { keyboard } = visit.page;
  await keyboard.press('Tab');
  await keyboard.type('9999999901');
  await visit.turns_page(() => keyboard.press('Enter'));
  await keyboard.press('Tab');
  await keyboard.type(sms_code);
  assert_success(await visit.comes_back(() => keyboard.press('Enter')), visit.state);
  visit.assert_untroubled();
});

visiting('the keyboard opens the question for professionals', {}, async (visit) => {
  await visit.authorize();
  assert.equal(await visit.page.getByLabel(words.fr.user_number).isVisible(), false);
  assert.deepEqual(await tab_order(visit.page, 2), ['identifier', 'summary']);
  await visit.page.keyboard.press('Enter');
  assert.deepEqual(await tab_order(visit.page, 2), ['user_number', 'method']);
  assert.ok(await visit.page.getByLabel(words.fr.user_number).isVisible());
});

visiting('the keyboard leads from the error to its field', {}, async (visit) => {
  await visit.authorize();
  const { keyboard } = visit.page;
  await keyboard.press('Tab');
  await visit.turns_page(() => keyboard.press('Enter'));
  assert.equal(await focused(visit.page), 'error-summary');
  assert.deepEqual(await tab_order(visit.page, 1), ['a']);
  await keyboard.press('Enter');
  assert.equal(await focused(visit.page), 'identifier');
});

visiting('LEA sees exactly two pages between the TPP and the TPP', {}, async (visit) => {
  const seen = [];
  visit.page.on('load', async () => seen.push(await visit.page.title()));
  await visit.authorize();
  assert_success(await walk(visit, words.fr), visit.state);
  await visit.page.waitForURL(`${visit.place.tpp.callback}?*`);
  const of_the_bank = seen.filter((title) => title !== 'The TPP');
  assert.deepEqual(of_the_bank.map((title) => title.split(' - ')[0]), [words.fr.step_1, words.fr.step_2_otp_sms]);
});

visiting('two tabs at once both come back, each with its own state and code', {}, async (visit) => {
  const second = await visit.open_tab();
  await visit.authorize({ state: 'first' });
  await visit.authorize({ state: 'second', page: second });
  await visit.identify(words.fr);
  await visit.identify(words.fr, '9999999902', second);
  const back_1 = await visit.comes_back(() => visit.send_code(words.fr, sms_code));
  const back_2 = await visit.comes_back(() => visit.send_code(words.fr, sms_code, second));
  assert_success(back_1, 'first');
  assert_success(back_2, 'second');
  assert.notEqual(back_1.searchParams.get('code'), back_2.searchParams.get('code'));
  visit.assert_untroubled();
});

// The second click drops the answer to the first one, and its cookie with it.
for (const between_ms of [0, 60, 200])
  visiting(`a second click on the first button after ${between_ms} ms leads to the second screen and on`, {}, async (visit) => {
    await visit.authorize();
    await visit.page.getByLabel(words.fr.identifier).fill('9999999901');
    // From within the page: where it is gone already, there is no second click, on whatever came to lie there.
    await visit.page.getByRole('button', { name: words.fr.go_on }).evaluate((button, later_ms) => {
      button.click();
      setTimeout(() => button.click(), later_ms);
    }, between_ms);
    await visit.page.getByLabel(words.fr.code, { exact: true }).waitFor();
    assert_success(await visit.comes_back(() => visit.send_code(words.fr, sms_code)), visit.state);
  });

visiting('an impatient double click on the last button comes back with one code', {}, async (visit) => {
  await visit.authorize();
  await visit.identify(words.fr);
  await visit.page.getByLabel(words.fr.code).fill(sms_code);
  await visit.comes_back(() => visit.page.getByRole('button', { name: words.fr.go_on }).dblclick());
  const codes = new Set(visit.callbacks.map((url) => url.searchParams.get('code')));
  assert.equal(codes.size, 1);
  assert_success(visit.callbacks.at(-1), visit.state);
});
