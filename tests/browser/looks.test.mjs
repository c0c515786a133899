// SPDX-License-Identifier: Apache-2.0
// Every page in every state: read by axe-core, measured, weighed and photographed into output/.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { most_failures, pages } from './screens.mjs';
import { limit, open_browser, Place, start_limit } from './visit.mjs';
import { words } from './words.mjs';

const most_bytes = 30 * 1024;
const least_target = 24;        // CSS pixels, WCAG 2.2, 2.5.8
const least_control = 44;       // what a thumb wants, 2.5.5
const output = fileURLToPath(new URL('output', import.meta.url));

/// The sandbox as it is out of the box, and one that is stricter.
let place;
let strict;
let large_print;
before(async () => {
  mkdirSync(output, { recursive: true });
  [place, large_print] = await Promise.all([Place.open(), open_browser({ text_size: 32 })]);
  strict = await Place.open({
    pages: { password: '"required"', sms_code: '"random"', failures_of_a_source: most_failures }, browser: place.browser,
  });
}, start_limit);
after(async () => {
  await large_print?.close();
  await strict?.close();
  await place?.close();
}, start_limit);

const open_visit = ({ language, strictly, settings }, more) => {
  const there = strictly ? strict : place;
  return there.visit({ language, ...settings?.(there), ...more });
};

/// Pixels by which the page is wider than the window.
const overhang = (page) => page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);

async function at_width(page, width, height, measure) {
  await page.setViewportSize({ width, height });
  return measure(page);
}

/// Links and controls that are smaller than they should be, each with its size.
const small_targets = (page) => page.evaluate(([any, control]) => {
  const boxes = [...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
    .map((element) => ({ element, box: element.getBoundingClientRect() }));
  return boxes
    .filter(({ element, box }) => box.height < (element.localName === 'a' ? any : control) || box.width < any)
    .map(({ element, box }) => `${element.outerHTML} ${box.width}x${box.height}`);
}, [least_target, least_control]);

/// Bytes of the page and of every file it brought along, before compression.
const weight = (page) => page.evaluate(() =>
  [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(({ initiatorType }) => initiatorType !== 'fetch')
    .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0));

async function violations(page) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

for (const { name, language, title, status, reach, ...page } of pages)
  describe(`${name} (${language})`, () => {
    let visit;
    before(async () => {
      visit = await open_visit({ language, ...page });
      await reach(visit, words[language]);
    }, limit);
    after(() => visit?.close(), limit);

    test('says where one is: title, one heading, the language', limit, async () => {
      assert.equal(await visit.page.title(), title(words[language]));
      assert.equal(await visit.page.getByRole('heading', { level: 1 }).count(), 1);
      assert.equal(await visit.page.locator('html').getAttribute('lang'), language);
    });

    test('gives axe-core nothing to complain of, wide or narrow', limit, async () => {
      for (const [width, height] of [[1280, 800], [390, 844]])
        assert.deepEqual(await at_width(visit.page, width, height, violations), []);
    });

    test('does not scroll sideways at 320 pixels', limit, async () => {
      assert.equal(await at_width(visit.page, 320, 640, overhang), 0);
    });

    test('has targets that a thumb hits', limit, async () => {
      for (const [width, height] of [[1280, 800], [320, 640]])
        assert.deepEqual(await at_width(visit.page, width, height, small_targets), []);
    });

    test('weighs less than 30 KiB with all it needs', limit, async () => {
      const bytes = await weight(visit.page);
      assert.ok(bytes > 0 && bytes < most_bytes, `${bytes} bytes`);
    });

    if (language === 'fr')
      test('keeps to French typography', limit, async () => {
        const text = await visit.page.locator('main').textContent();
        assert.doesNotMatch(text, / [:;!?]|'/);
      });

    test('has its picture taken', limit, async () => {
      for (const [width, height] of [[1280, 800], [390, 844]]) {
        await visit.page.setViewportSize({ width, height });
        await visit.page.screenshot({ path: `${output}/${name}-${language}-${width}.png`, fullPage: true });
      }
    });

    test('was shown without an error, a broken policy or a request to anyone else', limit, () => {
      const is_expected = (trouble) => status && trouble.includes(`the server responded with a status of ${status}`);
      assert.deepEqual(visit.troubles.filter((trouble) => !is_expected(trouble)), []);
    });
  });

for (const { name, language, reach, ...page } of pages.filter(({ language: spoken }) => spoken === 'fr'))
  test(`${name} (${language}) does not scroll sideways when letters are twice as large`, limit, async () => {
    const visit = await open_visit({ language, ...page }, { browser: large_print });
    try {
      await reach(visit, words[language]);
      assert.equal(await visit.page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
      for (const [width, height] of [[1280, 800], [390, 844]])
        assert.equal(await at_width(visit.page, width, height, overhang), 0, `at ${width} pixels`);
      await visit.page.screenshot({ path: `${output}/${name}-${language}-large.png`, fullPage: true });
    } finally {
      await visit.close();
    }
  });

describe('commands on the portal', () => {
  test('can be copied with a button', limit, () => place.with_visit({ language: 'en' }, async (visit) => {
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await visit.go('/errors/CERT_EXPIRED');
    await visit.press('Copy');
    await visit.page.getByRole('status').getByText('Copied').waitFor();
    assert.equal(await visit.page.evaluate(() => navigator.clipboard.readText()), 'guichet explain CERT_EXPIRED');
    visit.assert_untroubled();
  }));

  test('can be read without JavaScript, and no dead button is shown', limit,
    () => place.with_visit({ language: 'en', java_script: false }, async (visit) => {
      await visit.go('/errors/CERT_EXPIRED');
      assert.equal(await visit.page.locator('pre').innerText(), 'guichet explain CERT_EXPIRED');
      assert.equal(await visit.page.getByRole('button').count(), 0);
      visit.assert_untroubled();
    }));
});
