import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Leaderboard } from '../../schema/contracts/index.ts';
import { type Rated, rateAll } from '../edge/crowd-of.ts';
import { makeCampaign } from '../edge/rater.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';
import { browsing, expectSound, phone, signIn } from './walk.ts';

let platform: TestPlatform;
let project: TestProject;
let board: Leaderboard;
const { page: open, errors } = browsing();

beforeAll(async () => {
  platform = await openTestPlatform();
  project = await platform.project();
  const { id: campaign_id } = await makeCampaign(project, []);
  const won = (a: string, b: string, count: number): Rated[] =>
    Array.from({ length: count }, (_, n) => ({ a, b, ratings: [{ rater: `r${n}`, choice: 'a' }] }));
  const results = [...won('x', 'y', 8), ...won('y', 'x', 2), ...won('y', 'z', 5), ...won('z', 'y', 3)];
  await rateAll(project, campaign_id, results);
  board = await project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Crowd & co', campaign_id });
});

/** A site of somebody else that shows a frame. */
async function otherSite(frame: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>${frame}`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('published on its page, read by everyone without a key, framed by another site, withdrawn again', async () => {
  const owner = await open();
  await signIn(owner, platform.url, project.key);
  await owner.goto(`${platform.url}/leaderboards/${board.id}?tab=share`);
  await owner.getByRole('button', { name: 'Publish' }).click();
  await expectSound(owner);
  await owner.getByRole('button', { name: 'Publish it' }).click();
  const texts = owner.locator('.command pre');
  await texts.first().waitFor();
  await expectSound(owner);
  await owner.setViewportSize({ width: 360, height: 740 });
  await expectSound(owner);
  const [address = '', frame = '', badge = '', json = ''] = await texts.allInnerTexts();

  for (const screen of [{}, phone, { colorScheme: 'dark' as const }]) {
    const reader = await open(screen);
    const loaded: string[] = [];
    reader.on('request', (request) => loaded.push(request.url()));
    await reader.goto(address);
    await reader.getByRole('heading', { level: 1, name: 'Crowd & co' }).waitFor();
    const there = Math.round(Number(await reader.evaluate('performance.now()')));
    console.info(`a published board: its table stands at most ${there} ms after the address was opened`);
    const heads = await reader.getByRole('region', { name: 'Ranking' }).getByRole('rowheader').allInnerTexts();
    expect(heads.map((text) => text.split('\n')[0])).toEqual(['x', 'y', 'z']);
    await expectSound(reader);
    await reader.getByText('Win matrix', { exact: true }).click();
    await reader.getByText('x won 80 % of the points against y (8 won, 2 lost, 0 tied)').waitFor();
    await reader.getByText('History', { exact: true }).click();
    await reader
      .getByRole('img', { name: /Scores over snapshots/ })
      .locator('svg')
      .first()
      .waitFor();
    await expectSound(reader);
    // Neither the dashboard nor its session is asked for.
    expect(loaded.filter((url) => /index-|\/v1\/session/.test(url))).toEqual([]);
  }

  const elsewhere = await open();
  await elsewhere.goto(await otherSite(frame));
  const inside = elsewhere.frameLocator('iframe');
  await inside.getByRole('link', { name: 'Crowd & co' }).waitFor();
  expect(await inside.getByRole('rowheader').count()).toBe(3);
  // The page itself, unlike its frame, is framed by nobody.
  const denied = await open();
  await denied.goto(await otherSite(frame.replace('/embed/', '/boards/')));
  await expect.poll(() => denied.frames().length).toBe(2);
  expect(await denied.frameLocator('iframe').getByRole('heading', { name: 'Crowd & co' }).count()).toBe(0);

  const picture = /\((http[^)]*badge\.svg)\)/.exec(badge)?.[1] ?? '';
  expect(await (await fetch(picture)).text()).toMatch(/^<svg/);
  expect(await (await fetch(json)).json()).toMatchObject({ name: 'Crowd & co', snapshot: { version: 1 } });
  for (const name of ['CSV of The board', 'Parquet of Ratings', 'JSON of The whole snapshot']) {
    const href = await owner.getByRole('link', { name }).getAttribute('href');
    expect((await project.request(href ?? '')).status, name).toBe(200);
  }

  await owner.getByRole('button', { name: 'Withdraw' }).click();
  await owner.getByRole('button', { name: 'Withdraw it' }).click();
  await owner.getByText('Only this project reads it.').waitFor();
  const late = await open();
  await late.goto(address);
  await late.getByRole('heading', { name: 'No such leaderboard' }).waitFor();
  await expectSound(late);
  expect(errors.filter((text) => !text.includes('frame-ancestors'))).toEqual([]);
});

test('pages and frames carry the headers that are theirs', async () => {
  const policy = async (path: string) => (await fetch(platform.url + path)).headers.get('content-security-policy');
  expect(await policy('/embed/any-board')).toContain('frame-ancestors *');
  for (const path of ['/', '/boards/any-board', '/embed', '/board', '/rate', '/leaderboards'])
    expect(await policy(path), path).toContain("frame-ancestors 'none'");
});
