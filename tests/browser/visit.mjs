// SPDX-License-Identifier: Apache-2.0
// A customer at the counter: a fresh browser context, what he sees, and everything that went wrong meanwhile.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // Should anything ask for another machine, its name is not even looked up.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

const patience_ms = 10_000;

export const loopback_callback = 'http://127.0.0.1:8085/callback';
export const https_callback = 'https://myAPP.fr/Home/OAuth2Callback';

/// The challenge of RFC 7636, appendix B.
const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/// Debian's Chromium without a profile; `text_size` is the customer's own, in pixels.
export function open_browser({ text_size = 16 } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [...flags, `--blink-settings=defaultFontSize=${text_size}`],
    timeout: 30_000,
  });
}

const locales = { fr: 'fr-FR', en: 'en-GB', de: 'de-AT' };

export class Visit {
  troubles = [];
  callbacks = [];
  #waiting = [];

  /// Opens one tab. `language` is the browser's own; `without_form_targets` strikes the TPP's address from the
  /// policy of our pages, to see what Chromium makes of it.
  static async open(browser, web, settings = {}) {
    const { language = 'fr', width = 1280, height = 800, java_script = true, without_form_targets = false } = settings;
    const visit = new Visit();
    visit.web = web;
    visit.without_form_targets = without_form_targets;
    visit.context = await browser.newContext({
      locale: locales[language], viewport: { width, height }, javaScriptEnabled: java_script, reducedMotion: 'reduce',
    });
    visit.context.setDefaultTimeout(patience_ms);
    visit.#watch();
    visit.page = await visit.open_tab();
    return visit;
  }

  #watch() {
    this.context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      this.troubles.push(`console: ${message.text()} (${message.location().url})`);
    });
    this.context.on('weberror', (error) => this.troubles.push(`script: ${error.error().message}`));
    this.context.on('requestfailed', (request) => {
      // Whoever walks on quickly leaves the icon behind.
      if (!request.isNavigationRequest() && request.failure().errorText === 'net::ERR_ABORTED') return;
      this.troubles.push(`failed: ${request.url()} ${request.failure().errorText}`);
    });
    this.context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== this.web && !is_callback(url)) this.troubles.push(`asked elsewhere: ${request.url()}`);
    });
  }

  async open_tab() {
    const page = await this.context.newPage();
    const session = await this.context.newCDPSession(page);
    // Playwright's routes do not see requests that a redirect makes; the protocol beneath shows them.
    const patterns = ['http://127.0.0.1:8085/*', 'https://myapp.fr/*'].map((urlPattern) => ({ urlPattern }));
    if (this.without_form_targets) patterns.push({ urlPattern: `${this.web}/stet/*`, requestStage: 'Response' });
    session.on('Fetch.requestPaused', (paused) => this.#paused(session, paused));
    await session.send('Fetch.enable', { patterns });
    return page;
  }

  async #paused(session, { requestId, request, responseStatusCode, responseHeaders }) {
    try {
      if (responseStatusCode === undefined) {
        await session.send('Fetch.fulfillRequest', {
          requestId, responseCode: 200, responseHeaders: [{ name: 'Content-Type', value: 'text/html; charset=utf-8' }],
          body: btoa('<!doctype html><html lang="en"><title>The TPP</title><link rel="icon" href="data:,"><p>Back.'),
        });
        if (!request.url.endsWith('/favicon.ico')) this.#arrived(new URL(request.url));
      } else if (responseStatusCode >= 300) {
        await session.send('Fetch.continueRequest', { requestId });
      } else {
        const { body } = await session.send('Fetch.getResponseBody', { requestId });
        const stricter = (value) => value.replace(/(form-action 'self')[^;]*/, '$1');
        await session.send('Fetch.fulfillRequest', {
          requestId, responseCode: responseStatusCode, body,
          responseHeaders: responseHeaders.map(({ name, value }) => ({ name, value: stricter(value) })),
        });
      }
    } catch (error) {
      if (!/closed|Invalid InterceptionId/.test(error.message)) this.troubles.push(`interception: ${error.message}`);
    }
  }

  #arrived(url) {
    this.callbacks.push(url);
    for (const resolve of this.#waiting.splice(0)) resolve(url);
  }

  /// Does `act` and gives the address with which the browser then came back to the TPP.
  async comes_back(act) {
    let late;
    const back = new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      late = setTimeout(() => reject(new Error('the browser did not come back to the TPP')), patience_ms);
    });
    try {
      const [url] = await Promise.all([back, act()]);
      return url;
    } finally {
      clearTimeout(late);
    }
  }

  /// Does `act` and waits for the page that it brings.
  async turns_page(act, page = this.page) {
    await Promise.all([page.waitForEvent('load'), act()]);
  }

  async go(path, page = this.page) {
    return page.goto(this.web + path, { waitUntil: 'load' });
  }

  /// Where the TPP sends the customer.
  async authorize({ redirect_uri = loopback_callback, state = 'a state, ünd & more', ui_locales, page } = {}) {
    this.state = state;
    const query = new URLSearchParams({
      response_type: 'code', client_id: 'PSDFR-ACPR-13807', redirect_uri, scope: 'aisp', state,
      code_challenge, code_challenge_method: 'S256',
    });
    if (ui_locales) query.set('ui_locales', ui_locales);
    return this.go(`/stet/psd2/oauth/authorize?${query}`, page);
  }

  /// The words of the page's first heading.
  heading() {
    return this.page.getByRole('heading', { level: 1 }).textContent();
  }

  async press(words, page = this.page) {
    await page.getByRole('button', { name: words, exact: true }).click();
  }

  /// From the first screen to the second.
  async identify(words, identifier = '9999999901', page = this.page) {
    await page.getByLabel(words.identifier, { exact: true }).fill(identifier);
    await this.turns_page(() => this.press(words.go_on, page), page);
    await page.getByLabel(words.code, { exact: true }).waitFor();
  }

  /// The same for a customer who confirms in the bank's app.
  async choose_phone(words, identifier = '9999999901') {
    await this.page.getByLabel(words.identifier, { exact: true }).fill(identifier);
    await this.page.getByLabel(words.confirm, { exact: true }).selectOption({ label: words.by_phone });
    await this.turns_page(() => this.press(words.go_on));
    await this.page.getByRole('button', { name: words.approved, exact: true }).waitFor();
  }

  /// The customer's phone beside the browser, on which `act` is done.
  async on_phone(act, identifier = '9999999901') {
    const phone = await this.context.newPage();
    await this.go(`/phone?identifier=${identifier}`, phone);
    await act(phone);
    await phone.close();
  }

  async send_code(words, code, page = this.page) {
    await page.getByLabel(words.code, { exact: true }).fill(code);
    await this.press(words.go_on, page);
  }

  /// Nothing went wrong: no error on the console, no refused policy, no request to a stranger.
  assert_untroubled() {
    assert.deepEqual(this.troubles, []);
  }

  async close() {
    await this.context.close();
  }
}

function is_callback(url) {
  return url.href.startsWith(loopback_callback) || url.origin === 'https://myapp.fr';
}

export function assert_success(url, state) {
  assert.match(url.searchParams.get('code') ?? '', /^[\w-]{20,}$/);
  assert.equal(url.searchParams.get('state'), state);
  assert.match(url.searchParams.get('iss') ?? '', /^https:\/\//);
  assert.equal(url.searchParams.get('error'), null);
}

export function assert_refusal(url, error, state) {
  assert.equal(url.searchParams.get('error'), error);
  assert.equal(url.searchParams.get('state'), state);
  assert.match(url.searchParams.get('iss') ?? '', /^https:\/\//);
  assert.equal(url.searchParams.get('code'), null);
}
