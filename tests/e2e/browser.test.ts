import { expect, test } from 'vitest';
import { openBrowser } from './browser.ts';

test('the packaged browser starts, renders and takes a picture', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto('data:text/html,<h1>Assay</h1>');
    expect(await page.textContent('h1')).toBe('Assay');
    expect((await page.screenshot()).subarray(1, 4).toString()).toBe('PNG');
  } finally {
    await browser.close();
  }
});
