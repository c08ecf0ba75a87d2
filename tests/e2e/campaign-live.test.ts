import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { makeCampaign, openRater, type Rater } from '../edge/rater.ts';
import { breakable } from './breakable.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSoundEverywhere, signIn } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

/** A figure of a card, by its name. */
const figure = (page: Page, card: string, name: string) =>
  page
    .locator('section.card', { has: page.getByRole('heading', { level: 2, name: card, exact: true }) })
    .locator('dl > div', { hasText: name })
    .first()
    .locator('dd');

const until = (page: Page, card: string, name: string, text: string, timeout = 15_000) =>
  vi.waitFor(async () => expect(await figure(page, card, name).innerText()).toBe(text), { timeout, interval: 100 });

async function rate(rater: Rater, count: number): Promise<void> {
  const { assignments } = await rater.assignments(count);
  for (const { token } of assignments) expect((await rater.rate(token, 'left')).status).toBe(202);
}

test('a campaign’s numbers move while ratings come in, go on by asking while the stream is broken, and stream again after', async () => {
  const road = await breakable(platform.url);
  const { id, rating_url } = await makeCampaign(
    project,
    Array.from({ length: 12 }, (): [string, string] => ['x', 'y']),
  );
  const page = await open();
  await signIn(page, road.url, project.key);
  await page.goto(`${road.url}/campaigns/${id}`);
  await until(page, 'Live', 'Ratings so far', '0');
  let loads = 0;
  page.on('load', () => loads++);
  const streams: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') streams.push(request.url());
  });

  const [ann, bob] = [await openRater(platform, rating_url), await openRater(platform, rating_url)];
  await rate(ann, 2);
  await until(page, 'Live', 'Ratings so far', '2');
  await rate(bob, 1);
  await until(page, 'Live', 'Ratings so far', '3');
  await until(page, 'Live', 'Raters', '2');
  await until(page, 'Live', 'Active within 5 minutes', '2');
  await until(page, 'Progress', 'Ratings', '3 of 12 wanted');
  expect(streams).toEqual([]);
  await expectSoundEverywhere(page);

  road.cut();
  await page.getByText('asking every 5 s').waitFor();
  await rate(bob, 2);
  await new Promise((done) => setTimeout(done, 6_000));
  // Nothing came, and what was there stays.
  expect(await figure(page, 'Live', 'Ratings so far').innerText()).toBe('3');
  road.mend();
  await until(page, 'Live', 'Ratings so far', '5', 30_000);
  await page.getByText('asking every 5 s').waitFor({ state: 'detached', timeout: 30_000 });
  expect(streams.length).toBeGreaterThan(0);
  await rate(ann, 1);
  await until(page, 'Live', 'Ratings so far', '6');

  // A refusal in place of a stream is no broken connection to the browser: it gives up for good.
  await page.route(`**/v1/campaigns/${id}/live`, (route) =>
    route.request().resourceType() === 'eventsource'
      ? route.fulfill({ status: 503, contentType: 'application/json', body: '{}' })
      : route.continue(),
  );
  road.cut();
  road.mend();
  await page.getByText('asking every 5 s').waitFor();
  await rate(ann, 1);
  await until(page, 'Live', 'Ratings so far', '7', 20_000);
  await page.unroute(`**/v1/campaigns/${id}/live`);
  await page.getByText('asking every 5 s').waitFor({ state: 'detached', timeout: 45_000 });
  await rate(ann, 1);
  await until(page, 'Live', 'Ratings so far', '8');
  expect(loads).toBe(0);
});
