import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { answer, openCampaign, ratingsOf, shownId, sums } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { phone } from './walk.ts';

const { project, open } = await dashboardWalk();

/** Waits until the service worker has kept the page. */
const untilKept = (page: Page) =>
  vi.waitFor(async () => expect(await page.evaluate('!!navigator.serviceWorker?.controller')).toBe(true), {
    timeout: 15_000,
    interval: 200,
  });

test('without a connection the page reloads, closes and opens again; every rating arrives once', async () => {
  const made = await openCampaign(project, sums(9), { question: 'Which is right?' });
  const page = await open(phone);
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await answer(page, 'ArrowLeft');
  await untilKept(page);
  const context = page.context();
  await vi.waitFor(async () => expect(await held(page)).toBeGreaterThanOrEqual(8), { timeout: 10_000 });

  await context.setOffline(true);
  await answer(page, 'ArrowRight');
  await answer(page, 'ArrowDown');
  const next = await shownId(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Which is right?' }).waitFor();
  expect(await shownId(page)).toBe(next);
  await page.getByText('No connection. You can go on').waitFor();
  await answer(page, 'ArrowLeft');

  await page.close();
  const again = await context.newPage();
  again.setDefaultTimeout(15_000);
  await again.goto(made.rating_url);
  await again.locator('.compare').waitFor();
  for (let n = 4; n < 9; n++) await answer(again, 'ArrowLeft');
  await again.getByText('You may close this page').waitFor();
  // Not even the first one was sent: it was still held when the connection was lost.
  expect(await ratingsOf(project, made)).toEqual([]);

  await context.setOffline(false);
  await again.getByRole('heading', { name: 'That was all. Thank you!' }).waitFor();
  await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(9), {
    timeout: 15_000,
    interval: 300,
  });
  expect(new Set((await ratingsOf(project, made)).map(({ comparison_id }) => comparison_id)).size).toBe(9);
  expect((await project.json<{ rating_count: number }>('GET', `/v1/campaigns/${made.id}`)).rating_count).toBe(9);
});

const held = (page: Page) =>
  page.evaluate<number>(`new Promise((done) => {
    const open = indexedDB.open('assay-rate-held');
    open.onsuccess = () => {
      const all = open.result.transaction('held').objectStore('held').getAll();
      all.onsuccess = () => { open.result.close(); done(all.result[0]?.assignments.length ?? 0); };
    };
  })`);

test('without a connection ratings are taken back one after the other, and what was skipped stays away', async () => {
  const made = await openCampaign(project, sums(6));
  const page = await open();
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await vi.waitFor(async () => expect(await held(page)).toBe(6), { timeout: 10_000 });
  await page.context().setOffline(true);
  const first = await shownId(page);
  await answer(page, 'ArrowLeft');
  const second = await shownId(page);
  await answer(page, 'ArrowLeft');
  await answer(page, 's');
  await page.getByRole('button', { name: 'Undo' }).click();
  for (const id of [second, first]) {
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator(`[data-assignment="${id}"]`).waitFor();
  }
  await answer(page, 's');
  await answer(page, 'ArrowRight');
  await page.context().setOffline(false);
  await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(1), {
    timeout: 15_000,
    interval: 300,
  });
  expect((await ratingsOf(project, made)).map(({ id, choice }) => [id, choice])).toEqual([[second, 'right']]);
  await page.reload();
  await page.locator('.compare').waitFor();
  expect(await page.locator('[data-rated]').innerText()).toBe('1 of 5');
});

test('two tabs of one campaign: what is rated in one leaves the other, and counts once', async () => {
  const made = await openCampaign(project, sums(5));
  const one = await open();
  await one.goto(made.rating_url);
  await one.locator('.compare').waitFor();
  const two = await one.context().newPage();
  await two.goto(made.rating_url);
  await two.locator('.compare').waitFor();
  expect(await shownId(two)).toBe(await shownId(one));
  for (let n = 0; n < 5; n++) {
    const page = n % 2 === 0 ? one : two;
    const other = n % 2 === 0 ? two : one;
    await page.bringToFront();
    const id = await shownId(page);
    await answer(page, 'ArrowLeft');
    await other.locator(`[data-assignment="${id}"]`).waitFor({ state: 'detached' });
  }
  const context = one.context();
  await one.close();
  await two.close();
  // A tab that was killed said nothing; what it held is sent at the next visit.
  await (await context.newPage()).goto(made.rating_url);
  await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(5), {
    timeout: 20_000,
    interval: 300,
  });
});
