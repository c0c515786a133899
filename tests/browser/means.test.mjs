// SPDX-License-Identifier: Apache-2.0
// Each means by which a customer proves who he is, right and wrong. Sécur'Pass has a file of its own, phone.test.mjs.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { response_of } from './card.mjs';
import { assert_refusal, assert_success, limit, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

const sms_code = '12345678';
const password = '17515';

/// Asks for a password too; the other means are what they are elsewhere.
let place;
before(async () => { place = await Place.open({ pages: { password: '"required"' } }); }, start_limit);
after(() => place?.close(), start_limit);

const phone_size = { width: 390, height: 844 };
const desk_size = { width: 1280, height: 800 };

/// The test on a phone's window in French with, and on a desk's in English without JavaScript.
function visiting(name, settings, act) {
  for (const [language, java_script, size] of [['fr', true, phone_size], ['en', false, desk_size]])
    test(`${name} (${language}, ${size.width}, JavaScript ${java_script ? 'on' : 'off'})`, limit,
      () => place.with_visit({ language, java_script, ...size, ...settings(place.sandbox) }, async (visit) => {
        await visit.authorize();
        await act(visit, words[language]);
        visit.assert_untroubled();
      }));
}
const plainly = () => ({});

const problem = (visit) => visit.page.getByRole('alert').getByRole('link').textContent();

async function send_both(visit, said, code, password) {
  await visit.page.getByLabel(said.code, { exact: true }).fill(code);
  await visit.page.getByLabel(said.password, { exact: true }).fill(password);
  await visit.press(said.go_on);
}

visiting('a password stands beside the SMS code on the second of two screens', plainly, async (visit, said) => {
  await visit.identify(said);
  assert.equal(await visit.page.getByLabel(said.password, { exact: true }).getAttribute('autocomplete'), 'current-password');
  const back = await visit.comes_back(() => send_both(visit, said, sms_code, password));
  assert_success(back, visit.state);
});

visiting('without the password it is asked for, at its field', plainly, async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => visit.send_code(said, sms_code));
  assert.equal(await problem(visit), said.password_missing);
  assert.equal(await visit.page.locator('#password').getAttribute('aria-invalid'), 'true');
  assert_success(await visit.comes_back(() => send_both(visit, said, sms_code, password)), visit.state);
});

visiting('a wrong password and a wrong code are told alike', plainly, async (visit, said) => {
  await visit.identify(said);
  await visit.turns_page(() => send_both(visit, said, sms_code, 'wrong'));
  assert.equal(await problem(visit), said.code_or_password_wrong);
  await visit.turns_page(() => send_both(visit, said, '00000000', password));
  assert.equal(await problem(visit), said.code_or_password_wrong);
  assert.equal(await visit.page.getByLabel(said.password, { exact: true }).inputValue(), '');
  assert_success(await visit.comes_back(() => send_both(visit, said, sms_code, password)), visit.state);
});

/// What the reader says to the number on the page.
async function read_card(visit, customer = '17515 P9999999901') {
  const secret = await place.sandbox.read('pages.secret', null);
  return response_of(secret, customer, await visit.page.locator('.number').textContent());
}

async function send_response(visit, said, response) {
  await visit.page.getByLabel(said.response, { exact: true }).fill(response);
  await visit.press(said.go_on);
}

visiting('the response of the card reader leads back to the TPP', plainly, async (visit, said) => {
  await visit.choose(said, 'cap_reader');
  const response = await read_card(visit);
  assert_success(await visit.comes_back(() => send_response(visit, said, response)), visit.state);
});

visiting('the card of somebody else is of no use, nor is nothing at all', plainly, async (visit, said) => {
  await visit.choose(said, 'cap_reader');
  await visit.turns_page(() => visit.press(said.go_on));
  assert.equal(await problem(visit), said.response_missing);
  const foreign = await read_card(visit, '17515 P9999999902');
  await visit.turns_page(() => send_response(visit, said, foreign));
  assert.equal(await problem(visit), said.response_wrong);
  await visit.stays();
  const response = await read_card(visit);
  assert_success(await visit.comes_back(() => send_response(visit, said, response)), visit.state);
});

visiting('a number for the reader that is too old is replaced by another', plainly, async (visit, said) => {
  await visit.choose(said, 'cap_reader');
  const old = await visit.page.locator('.number').textContent();
  const late = await read_card(visit);
  await place.sandbox.advance('PT181S');
  await visit.turns_page(() => send_response(visit, said, late));
  assert.equal(await problem(visit), said.response_late);
  await visit.turns_page(() => visit.press(said.new_number));
  assert.notEqual(await visit.page.locator('.number').textContent(), old);
  await visit.turns_page(() => send_response(visit, said, late));
  assert.equal(await problem(visit), said.response_wrong);
  const response = await read_card(visit);
  assert_success(await visit.comes_back(() => send_response(visit, said, response)), visit.state);
});

visiting('after three more numbers for the reader there is no other, and the last one leads back', plainly,
  async (visit, said) => {
    await visit.choose(said, 'cap_reader');
    for (let more = 1; more <= 4; ++more) await visit.turns_page(() => visit.press(said.new_number));
    assert.equal(await problem(visit), said.no_more_numbers);
    const response = await read_card(visit);
    assert_success(await visit.comes_back(() => send_response(visit, said, response)), visit.state);
  });

visiting('cancelling before the card reader leads back with access_denied', plainly, async (visit, said) => {
  await visit.choose(said, 'cap_reader');
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
});

/// A desk on which the certificate of this customer is plugged in; `undefined`: none.
const with_card_of = (identifier) => (sandbox) => ({
  origin: sandbox.tls,
  ...identifier && {
    certificate: {
      certPath: join(sandbox.data, 'customers', identifier, 'certificate.pem'),
      keyPath: join(sandbox.data, 'customers', identifier, 'certificate.key'),
    },
  },
});
const paul = ['hardware_certificate', '9999999911', '0001'];

visiting('the certificate on a device leads back to the TPP', with_card_of('9999999911'), async (visit, said) => {
  await visit.choose(said, ...paul);
  assert_success(await visit.comes_back(() => visit.press(said.go_on)), visit.state);
});

visiting('the certificate of somebody else is refused', with_card_of('9999999912'), async (visit, said) => {
  await visit.choose(said, ...paul);
  await visit.turns_page(() => visit.press(said.go_on));
  assert.equal(await problem(visit), said.certificate_wrong);
  await visit.stays();
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
});

visiting('without a certificate the customer is told to plug it in', with_card_of(undefined), async (visit, said) => {
  await visit.choose(said, ...paul);
  await visit.turns_page(() => visit.press(said.go_on));
  assert.equal(await problem(visit), said.certificate_missing);
  assert_refusal(await visit.comes_back(() => visit.press(said.cancel)), 'access_denied', visit.state);
});

const means_offered = (visit) => visit.page.locator('#method option').evaluateAll((all) => all.map(({ value }) => value));

for (const [where, settings, offered] of [
  ['to a computer over TLS', (sandbox) => ({ origin: sandbox.tls }), true],
  ['to a phone over TLS', (sandbox) => ({ origin: sandbox.tls, phone: true, ...phone_size }), false],
  ['where nothing can be shown in TLS', plainly, false],
])
  test(`the certificate on a device is ${offered ? '' : 'not '}offered ${where}`, limit,
    () => place.with_visit(settings(place.sandbox), async (visit) => {
      await visit.authorize();
      const means = ['otp_sms', 'secur_pass', 'cap_reader'];
      assert.deepEqual(await means_offered(visit), offered ? [...means, 'hardware_certificate'] : means);
      visit.assert_untroubled();
    }));

visiting('a professional who forgot the user number is not told so by the bank', plainly, async (visit, said) => {
  await visit.identify(said, '9999999911');
  await visit.turns_page(() => send_both(visit, said, sms_code, password));
  assert.equal(await problem(visit), said.code_or_password_wrong);
});

visiting('a professional gives his user number and comes back', plainly, async (visit, said) => {
  await visit.choose(said, 'otp_sms', '9999999911', '0001');
  assert_success(await visit.comes_back(() => send_both(visit, said, sms_code, password)), visit.state);
});
