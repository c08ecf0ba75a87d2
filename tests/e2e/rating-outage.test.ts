import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { breakable } from './breakable.ts';
import { answer, openCampaign, ratingsOf, sums } from './rating-walk.ts';
import { dashboardWalk } from './signed-in.ts';
import { phone } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

/** The deeds that wait in the browser. */
const waiting = (page: Page) =>
  page.evaluate<number>(`new Promise((done) => {
    const open = indexedDB.open('assay-rate-outbox');
    open.onsuccess = () => {
      const count = open.result.transaction('outbox').objectStore('outbox').count();
      count.onsuccess = () => { open.result.close(); done(count.result); };
    };
  })`);

test('a page that was closed without a connection: the service worker sends what waits, and it counts once', async () => {
  const made = await openCampaign(project, sums(6));
  const page = await open(phone);
  const context = page.context();
  // Chromium keeps no registrations for a context that leaves nothing behind, such as a test's: what is asked is written down instead.
  await page.addInitScript(`window.asked = [];
    SyncManager.prototype.register = async (tag) => void window.asked.push(tag);`);
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await vi.waitFor(async () => expect(await page.evaluate('!!navigator.serviceWorker?.controller')).toBe(true), {
    timeout: 15_000,
    interval: 200,
  });
  const posted: string[] = [];
  context.on('request', (request) => {
    if (request.method() === 'POST') posted.push(`${request.serviceWorker() ? 'worker' : 'page'} ${request.url()}`);
  });
  await context.setOffline(true);
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowDown']) await answer(page, key);
  await answer(page, 's');
  await vi.waitFor(async () => expect(await waiting(page)).toBe(4));
  expect(await page.evaluate('[...new Set(window.asked)]')).toEqual(['assay-rate-outbox']);
  // A page of another site, for talking with the browser.
  const other = await context.newPage();
  await other.goto('about:blank');
  const browser = await context.newCDPSession(other);
  const registrations: { registrationId: string; scopeURL: string; isDeleted: boolean }[] = [];
  browser.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: some }) => registrations.push(...some));
  await browser.send('ServiceWorker.enable');
  await page.close();
  expect(await ratingsOf(project, made)).toEqual([]);
  await vi.waitFor(() => expect(registrations.map(({ scopeURL }) => scopeURL)).toContain(`${platform.url}/rate`));
  const { registrationId = '' } = registrations.find(({ scopeURL }) => scopeURL === `${platform.url}/rate`) ?? {};
  const sync = () =>
    browser.send('ServiceWorker.dispatchSyncEvent', {
      origin: platform.url,
      registrationId,
      tag: 'assay-rate-outbox',
      lastChance: false,
    });
  await context.setOffline(false);
  posted.length = 0;
  await sync();
  await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(3), {
    timeout: 20_000,
    interval: 300,
  });
  // The browser may ask again; nothing is left to send, and a page that opens finds that, too.
  await sync();
  await other.goto(made.rating_url);
  await other.locator('.compare').waitFor();
  await vi.waitFor(async () => expect(await waiting(other)).toBe(0));
  expect(await other.locator('[data-rated]').getAttribute('data-rated')).toBe('3');
  const ratings = await ratingsOf(project, made);
  expect(ratings.map(({ choice }) => choice).sort()).toEqual(['left', 'right', 'tie']);
  expect(new Set(ratings.map(({ comparison_id }) => comparison_id)).size).toBe(3);
  const rejections = await project.json<{ data: unknown[] }>('GET', `/v1/campaigns/${made.id}/rejections`);
  expect(rejections.data).toEqual([]);
  const sent = posted.filter((line) => /ratings$|skips$/.test(line)).map((line) => line.replace(platform.url, ''));
  expect(sent.sort()).toEqual([...Array(3).fill('worker /v1/ratings'), 'worker /v1/skips']);
});

/** Changes the choice of one rating that waits in the browser. */
const spoil = (page: Page, choice: string) =>
  page.evaluate(
    (to) =>
      new Promise<void>((done) => {
        const open = indexedDB.open('assay-rate-outbox');
        open.onsuccess = () => {
          const change = open.result.transaction('outbox', 'readwrite');
          const store = change.objectStore('outbox');
          const all = store.getAll();
          all.onsuccess = () => {
            const one = all.result.find(({ path }) => path === '/v1/ratings');
            store.put({ ...one, body: { ...one.body, choice: to } }, one.id);
          };
          change.oncomplete = () => {
            open.result.close();
            done();
          };
        };
      }),
    choice,
  );

const together = '/v1/ratings/batches';
const spoiled = [
  { choice: 'both_good', why: 'does not offer the choice', requests: [together] },
  // Refused as a whole, so that each is sent again alone.
  { choice: 'nonsense', why: 'choice', requests: [together, ...Array(4).fill('/v1/ratings')] },
];

test.each(spoiled)(
  'ratings that wait through an outage go in one request; one that says $choice holds up no other',
  async ({ choice, why, requests }) => {
    const road = await breakable(platform.url);
    const made = await openCampaign(project, sums(8));
    const page = await open();
    const refusals = page.getByText('1 could not be counted:');
    await page.goto(made.rating_url.replace(platform.url, road.url));
    await page.locator('.compare').waitFor();
    await answer(page, 'ArrowLeft');
    await answer(page, 'ArrowLeft');
    await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(1), {
      timeout: 15_000,
      interval: 200,
    });
    road.cut();
    for (const key of ['ArrowRight', 'ArrowRight', 's', 'ArrowDown']) await answer(page, key);
    await page.getByText('ratings wait to be sent').waitFor();
    await spoil(page, choice);
    // Until the last one is no longer held.
    await new Promise((done) => setTimeout(done, 11_000));
    const posted: string[] = [];
    page.on('requestfinished', (request) => {
      if (request.method() === 'POST') posted.push(new URL(request.url()).pathname);
    });
    road.mend();
    await refusals.waitFor({ timeout: 45_000 });
    await vi.waitFor(async () => expect(await waiting(page)).toBe(0), { timeout: 15_000, interval: 200 });
    expect(await refusals.innerText()).toContain(why);
    expect(posted.filter((path) => path.startsWith('/v1/ratings')).sort()).toEqual(requests.sort());
    expect(posted.filter((path) => path === '/v1/skips')).toHaveLength(1);
    await vi.waitFor(async () => expect(await ratingsOf(project, made)).toHaveLength(4), {
      timeout: 15_000,
      interval: 200,
    });
  },
);
