// SPDX-License-Identifier: Apache-2.0
// A customer who fills in the bank's forms, without scripts and without a browser: what counts here is what the TPP
// gets in the end.
import assert from 'node:assert/strict';

const attribute = (tag, name) => {
  const found = new RegExp(`\\b${name}="([^"]*)"`).exec(tag);
  return found && found[1].replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>').replaceAll('&amp;', '&');
};

/// The page's first form: where it goes, and the fields that stand in it.
function form_of(html, address) {
  const form = /<form\b[^>]*>[^]*?<\/form>/.exec(html);
  assert.ok(form, `no form on ${address}: ${html}`);
  const opening = /<form\b[^>]*>/.exec(form[0])[0];
  const fields = new URLSearchParams();
  for (const [input] of form[0].matchAll(/<input\b[^>]*>/g)) {
    if (attribute(input, 'name')) fields.set(attribute(input, 'name'), attribute(input, 'value') ?? '');
  }
  return { action: new URL(attribute(opening, 'action') ?? '', address), fields };
}

export class Customer {
  #cookies = new Map();
  #fetch;

  /// `fetching`: without a certificate.
  constructor(fetching) {
    this.#fetch = fetching;
  }

  async #open(address, body) {
    const headers = { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    if (body) headers.origin = address.origin;
    const answer = await this.#fetch(address, { method: body ? 'POST' : 'GET', headers, body, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split(/=(.*)/s);
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return { answer, html: await answer.text(), address };
  }

  #send({ html, address }, values) {
    const { action, fields } = form_of(html, address);
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    return this.#open(action, fields);
  }

  /// Follows the TPP's link and says yes, or no at the second screen. Gives the address that the browser is sent back
  /// to.
  async visit(link, { identifier, otp = '12345678', says = 'continue' }) {
    const first = await this.#open(link);
    assert.equal(first.answer.status, 200, first.html);
    const second = await this.#send(first, { identifier, action: 'continue' });
    assert.equal(second.answer.status, 200, second.html);
    const last = await this.#send(second, { otp, action: says });
    assert.equal(last.answer.status, 303, last.html);
    return new URL(last.answer.headers.get('location'));
  }
}
