import { beforeAll, expect, test } from 'vitest';
import { buildDashboard, buildWorkers } from '../../scripts/build.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';
import { crowd, type Result, rateMore, times } from './crowd.ts';
import { browsing, expectSound, phone, signIn } from './walk.ts';

let platform: TestPlatform;
let project: TestProject;
const { page: open, errors } = browsing();

beforeAll(async () => {
  await Promise.all([buildDashboard(), buildWorkers()]);
  platform = await openTestPlatform();
  project = await platform.project();
});

const board = async (campaign_id: string, more: Record<string, unknown> = {}) =>
  (await project.json<{ id: string }>('POST', '/v1/leaderboards', { name: 'Board', campaign_id, ...more })).id;

test('a board over two snapshots: the table with intervals drawn, the dot plot, the history, all as tables too', async () => {
  const first = [...times(8, 'x', 'y'), ...times(2, 'y', 'x'), ...times(5, 'y', 'z'), ...times(3, 'z', 'y')];
  const { id: campaign_id } = await crowd(platform, project, first);
  const id = await board(campaign_id);
  await rateMore(platform, project, campaign_id, [...times(6, 'z', 'y'), ['x', 'z', 'tie']], first.length);
  await project.json('POST', `/v1/leaderboards/${id}/refresh`);
  for (const screen of [{}, phone, { colorScheme: 'dark' as const }]) {
    const page = await open(screen);
    await signIn(page, platform.url, project.key);
    await page.goto(`${platform.url}/leaderboards/${id}`);
    const ranking = page.getByRole('region', { name: 'Ranking' });
    await ranking.waitFor();
    const names = await ranking.getByRole('rowheader').allInnerTexts();
    expect(names.map((text) => text.split('\n')[0])).toEqual(['x', 'z', 'y']);
    expect(await ranking.getByRole('img').count()).toBe(3);
    await page
      .getByRole('img', { name: /^Scores\./ })
      .locator('svg')
      .waitFor();
    await expectSound(page);
    await page.getByRole('link', { name: 'History' }).click();
    const history = page.getByRole('img', { name: /Scores over snapshots\. From 18 to 25 ratings/ });
    await history.locator('svg').first().waitFor();
    await expectSound(page);
    await page.getByRole('button', { name: 'Show ranks' }).click();
    const ranks = page.locator('figure', { hasText: 'Ranks over snapshots' });
    await ranks.getByRole('button', { name: 'Show table' }).click();
    expect(await ranks.getByRole('row').count()).toBe(7);
    await page.getByText('Models drawn: 3 of 3').click();
    await page.getByRole('checkbox', { name: 'y' }).uncheck();
    expect(await ranks.getByRole('row').count()).toBe(5);
    await expectSound(page);
  }
  expect(errors).toEqual([]);
});

test('300 models: every one is in the table, and drawing it is quick', async () => {
  const name = (n: number) => `model ${n % 300}`;
  const results = Array.from({ length: 300 }, (_, n): Result[] => [
    [name(n), name(n + 1)],
    [name(n + 7), name(n)],
    [name(n), name(n + 40)],
  ]).flat();
  const { id: campaign_id } = await crowd(platform, project, results);
  const id = await board(campaign_id);
  const page = await open();
  await signIn(page, platform.url, project.key);
  await page.goto(`${platform.url}/leaderboards`);
  const link = page.getByRole('link', { name: 'Board' }).first();
  await link.hover();
  await page.waitForLoadState('networkidle');
  // From the click to the frame after all rows stand, the answer of the API with it.
  const took = await page.evaluate(`new Promise((done) => {
    const start = performance.now();
    const look = () => document.querySelectorAll('tbody tr').length >= 300 && location.pathname.endsWith('${id}')
      ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))
      : requestAnimationFrame(look);
    document.querySelector('a[href$="${id}"]').click();
    look();
  })`);
  console.info(`300 models: ${Math.round(Number(took))} ms from the click to the drawn table`);
  const ranking = page.getByRole('region', { name: 'Ranking' });
  expect(await ranking.getByRole('rowheader').count()).toBe(300);
  const sorted = await page.evaluate(`new Promise((done) => {
    const start = performance.now();
    [...document.querySelectorAll('button.sort')].find((one) => one.innerText.startsWith('Model')).click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  })`);
  console.info(`300 models: ${Math.round(Number(sorted))} ms to sort them by name`);
  expect((await ranking.getByRole('rowheader').allInnerTexts()).slice(0, 3)).toEqual([
    'model 0',
    'model 1',
    'model 10',
  ]);
  await page.getByRole('button', { name: 'Draw all 300 models' }).click();
  await page
    .getByRole('img', { name: /^Scores\./ })
    .locator('svg')
    .waitFor();
  expect(errors).toEqual([]);
});
