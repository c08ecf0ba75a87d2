import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import { openBrowser } from './browser.ts';

const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A phone: 360 by 740, touch. */
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};

/** A desk: 1280 by 800. */
export const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** Opens pages in one browser that closes after the file's last test; a script error on a page fails the walk that asks `errors`. */
export function browsing(): { page: (options?: BrowserContextOptions) => Promise<Page>; errors: string[] } {
  let browser: Promise<Browser> | undefined;
  const errors: string[] = [];
  afterAll(async () => (await browser)?.close());
  const page = async (options: BrowserContextOptions = desk) => {
    browser ??= openBrowser();
    const context = await (await browser).newContext({ locale: 'en-US', ...options });
    const opened = await context.newPage();
    opened.setDefaultTimeout(15_000);
    opened.on('pageerror', (error) => errors.push(error.message));
    opened.on('console', (message) => {
      if (/Content Security Policy|Each child in a list/.test(message.text())) errors.push(message.text());
    });
    return opened;
  };
  return { page, errors };
}

/** Signs in with a key and waits for the overview. */
export async function signIn(page: Page, url: string, key: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Key').fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}

/** The words of buttons that are cut in two because their button is too narrow, except words that are too long for any. */
const brokenWords = (): string[] =>
  [...document.querySelectorAll('button, .button')].flatMap((button) => {
    const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode())
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(
        /(?<![\p{L}\p{N}])[\p{L}\p{N}]{1,12}(?![\p{L}\p{N}])/gu,
      )) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
      }
    return found;
  });

/**
 * Expects that axe finds nothing wrong, or nothing against the one rule named, that the page does not scroll sideways, and that no
 * button is squeezed.
 */
export async function expectSound(page: Page, rule?: 'color-contrast' | 'target-size'): Promise<void> {
  // Evaluated rather than added as a script, which the page's content security policy would rightly refuse.
  await page.evaluate(axe_source);
  const only = rule ? { runOnly: [rule] } : {};
  const found: string[] =
    await page.evaluate(`axe.run(${JSON.stringify(only)}).then(({ violations }) => violations.map((one) =>
    one.id + ': ' + one.help + ' at ' + one.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join(', ')))`);
  expect(found, page.url()).toEqual([]);
  const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
  expect(await page.evaluate(brokenWords), page.url()).toEqual([]);
}

/** Sound as it stands, in the dark, and on a phone; the page is then 1280 wide. */
export async function expectSoundEverywhere(page: Page): Promise<void> {
  await expectSound(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectSound(page, 'color-contrast');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 360, height: 740 });
  await expectSound(page, 'target-size');
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Waits until the rating page shows another pair than `id`, or none. */
export async function untilNextPair(page: Page, id: string | null): Promise<void> {
  await page.locator(`.compare:not([data-assignment="${id}"]), .message`).waitFor();
}
