// SPDX-License-Identifier: Apache-2.0
// A customer at the counter: a fresh browser context, what he sees, and everything that went wrong meanwhile.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { Sandbox } from './sandbox.mjs';
import { Tpp } from './tpp.mjs';

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // Should anything ask for another machine, its name is not even looked up.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

const patience_ms = 20_000;

/// For hooks and for tests; a busy machine is slow.
export const start_limit = { timeout: 120_000 };
export const limit = { timeout: 60_000 };

export const https_callback = 'https://myAPP.fr/Home/OAuth2Callback';

/// The challenge of RFC 7636, appendix B.
const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/// Debian's Chromium without a profile; `text_size` is the customer's own, in pixels.
export function open_browser({ text_size = 16 } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [...flags, `--blink-settings=defaultFontSize=${text_size}`],
    timeout: 60_000,
  });
}

const client = 'browser-tests';
const locales = { fr: 'fr-FR', en: 'en-GB', de: 'de-AT' };
const a_phone = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) '
  + 'Chrome/140.0.0.0 Mobile Safari/537.36';

/// A browser, a sandbox and a TPP for the tests of one file; `pages` are settings of the sandbox.
export class Place {
  /// `browser`: one to be shared, which somebody else closes.
  static async open({ pages, browser } = {}) {
    const place = new Place();
    place.shared = browser;
    const coming = await Promise.allSettled([
      Sandbox.start({ pages }).then((sandbox) => { place.sandbox = sandbox; }),
      (browser ? Promise.resolve(browser) : open_browser()).then((open) => { place.browser = open; }),
      Tpp.open().then((tpp) => { place.tpp = tpp; }),
    ]);
    try {
      for (const { reason } of coming) if (reason) throw reason;
      await place.sandbox.enrol(client, 'Mes comptes réunis', place.tpp.callback);
    } catch (error) {
      await place.close();
      throw error;
    }
    return place;
  }

  async close() {
    if (!this.shared) await this.browser?.close();
    await this.tpp?.close();
    await this.sandbox?.stop();
  }

  visit(settings = {}) {
    return Visit.open(settings.browser ?? this.browser, this, settings);
  }

  /// Does `act` with a visit that ends with it.
  async with_visit(settings, act) {
    const visit = await this.visit(settings);
    try {
      await act(visit);
    } finally {
      await visit.close();
    }
  }
}

export class Visit {
  troubles = [];
  callbacks = [];
  #waiting = [];
  #leave;

  /// Opens one tab. `language` is the browser's own; `origin` the bank's, the web port unless said otherwise;
  /// `phone`: the browser says that it runs on one; `certificate`: { certPath, keyPath } to be shown to `origin`;
  /// `without_form_targets` strikes the TPP's address from the policy of our pages, to see what Chromium makes of it.
  static async open(browser, place, settings = {}) {
    const { language = 'fr', width = 1280, height = 800, java_script = true, without_form_targets = false,
      phone = false, certificate, origin = place.sandbox.web } = settings;
    const visit = new Visit();
    visit.place = place;
    visit.origin = origin;
    visit.without_form_targets = without_form_targets;
    visit.context = await browser.newContext({
      locale: locales[language], viewport: { width, height }, javaScriptEnabled: java_script, reducedMotion: 'reduce',
      ignoreHTTPSErrors: true,
      ...phone && { userAgent: a_phone, isMobile: true, hasTouch: true },
      ...certificate && { clientCertificates: [{ origin, ...certificate }] },
    });
    visit.context.setDefaultTimeout(patience_ms);
    visit.#watch();
    visit.#leave = place.tpp.watch((url) => visit.#arrived(url));
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
    const known = [this.origin, this.place.sandbox.web, this.place.tpp.origin, 'https://myapp.fr'];
    this.context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && !known.includes(url.origin)) this.troubles.push(`asked elsewhere: ${url.href}`);
    });
  }

  async open_tab() {
    const page = await this.context.newPage();
    const session = await this.context.newCDPSession(page);
    // Playwright's routes do not see requests that a redirect makes; the protocol beneath shows them. Only a TPP at
    // a foreign address is played here; the other one is real.
    const patterns = [{ urlPattern: 'https://myapp.fr/*' }];
    if (this.without_form_targets) patterns.push({ urlPattern: `${this.origin}/stet/*`, requestStage: 'Response' });
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
    // Or the page that is there, still loading, would be taken for the one to come.
    await page.waitForLoadState('load');
    await Promise.all([page.waitForEvent('load'), act()]);
  }

  async go(path, page = this.page) {
    return page.goto(this.origin + path, { waitUntil: 'load' });
  }

  /// Where the TPP sends the customer.
  async authorize({ redirect_uri = this.place.tpp.callback, client_id, state = 'a state, ünd & more', ui_locales,
    page = this.page } = {}) {
    this.state = state;
    const query = new URLSearchParams({
      response_type: 'code', redirect_uri, scope: 'aisp', state, code_challenge, code_challenge_method: 'S256',
      client_id: client_id ?? (redirect_uri === https_callback ? 'PSDFR-ACPR-13807' : client),
    });
    if (ui_locales) query.set('ui_locales', ui_locales);
    return this.go(`/stet/psd2/oauth/authorize?${query}`, page);
  }

  /// The words of the page's first heading.
  heading(page = this.page) {
    return page.getByRole('heading', { level: 1 }).textContent();
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

  /// The same for a customer who confirms otherwise: `means` is the word of it. Professionals and companies open the
  /// question and give a user number.
  async choose(words, means, identifier = '9999999901', user_number = undefined) {
    await this.page.getByLabel(words.identifier, { exact: true }).fill(identifier);
    if (user_number !== undefined) {
      await this.page.getByText(words.professional, { exact: true }).click();
      await this.page.getByLabel(words.user_number, { exact: true }).fill(user_number);
    }
    await this.page.getByLabel(words.confirm, { exact: true }).selectOption({ label: words[means] });
    await this.turns_page(() => this.press(words.go_on));
    assert.equal(await this.heading(), words[`step_2_${means}`]);
  }

  /// The customer's phone beside the browser, on which `act` is done.
  async on_phone(act, identifier = '9999999901') {
    const phone = await this.context.newPage();
    await phone.goto(`${this.place.sandbox.web}/phone?identifier=${identifier}`, { waitUntil: 'load' });
    await act(phone);
    await phone.close();
  }

  async send_code(words, code, page = this.page) {
    await page.getByLabel(words.code, { exact: true }).fill(code);
    await this.press(words.go_on, page);
  }

  /// The back button: a page must stand there, not the browser's own question or error.
  async goes_back(page = this.page) {
    await page.goBack({ waitUntil: 'load' });
    assert.match(page.url(), /^https?:/);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  }

  /// Reloading must show the same page, and ask nothing.
  async stays(page = this.page) {
    const heading = await this.heading(page);
    await page.reload({ waitUntil: 'load' });
    assert.equal(await this.heading(page), heading);
  }

  /// Nothing went wrong: no error on the console, no refused policy, no request to a stranger.
  assert_untroubled() {
    assert.deepEqual(this.troubles, []);
  }

  async close() {
    this.#leave();
    await this.context.close();
  }
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
