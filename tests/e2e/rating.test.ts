import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, phone, signIn, untilNextPair } from './walk.ts';

const { platform, project, open } = await dashboardWalk();

type Campaign = { id: string; rating_url: string; rating_count: number };

async function campaign(pairs: number, instructions = ''): Promise<Campaign> {
  const made = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Sums', instructions });
  const comparisons = Array.from({ length: pairs }, (_, n) => ({
    prompt: `What is ${n} + ${n}?`,
    response_a: `It is ${2 * n}.`,
    response_b: `It is ${2 * n + 1}.`,
    model_a: 'right',
    model_b: 'wrong',
  }));
  await project.json('POST', `/v1/campaigns/${made.id}/comparisons`, { comparisons });
  return made;
}

const ratingsOf = async ({ id }: Campaign) =>
  (await project.json<{ data: { id: string; winner: string | null }[] }>('GET', `/v1/campaigns/${id}/ratings`)).data;

/** Chooses the answer that is right, by key or by touch. */
async function rateRight(page: Page, by: 'key' | 'tap'): Promise<void> {
  const compare = page.locator('.compare');
  const id = await compare.getAttribute('data-assignment');
  const asked = await compare.locator('.asked pre').innerText();
  const sum = 2 * Number(asked.match(/\d+/)?.[0]);
  const left = (await compare.locator('article').first().innerText()).includes(`It is ${sum}.`);
  if (by === 'key') {
    // Keys within a quarter second of a new pair are taken for ones meant for the pair before.
    await page.waitForTimeout(300);
    await page.keyboard.press(left ? 'ArrowLeft' : 'ArrowRight');
  } else {
    await page.locator(`[data-choice=${left ? 'left' : 'right'}]`).tap();
  }
  await untilNextPair(page, id);
}

test('on a phone: read, rate by touch, lose the connection, reload, come back; every rating counts once', async () => {
  const made = await campaign(6, 'Prefer the sum that is right.');
  const page = await open(phone);
  await page.goto(made.rating_url);
  await expectSound(page);
  await page.getByRole('button', { name: 'Start' }).tap();
  await expectSound(page);
  for (const button of await page.locator('button').all()) {
    const box = await button.boundingBox();
    if (box) expect(Math.min(box.width, box.height), await button.innerText()).toBeGreaterThanOrEqual(44);
  }
  await rateRight(page, 'tap');

  await page.context().setOffline(true);
  await rateRight(page, 'tap');
  await rateRight(page, 'tap');
  // The first was still held, so that it could be taken back.
  await page.getByText('3 ratings wait to be sent').waitFor();
  expect(await page.locator('[data-rated]').getAttribute('data-rated')).toBe('3');
  await page.context().setOffline(false);
  await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(2), { timeout: 15_000, interval: 300 });

  await page.reload();
  await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(3), { timeout: 15_000, interval: 300 });
  await page.locator('.compare').waitFor();
  expect(await page.locator('[data-rated]').getAttribute('data-rated')).toBe('3');
  for (let n = 3; n < 5; n++) await rateRight(page, 'tap');
  await rateRight(page, 'tap');
  await page.getByRole('heading', { name: 'That was the last one' }).waitFor();
  await expectSound(page);
  await page.getByRole('button', { name: 'Finish' }).tap();
  await page.getByRole('heading', { name: 'That was all. Thank you!' }).waitFor();
  await expectSound(page);
  await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(6), { timeout: 15_000, interval: 300 });
  expect((await ratingsOf(made)).map(({ winner }) => winner)).toEqual(Array(6).fill('right'));
});

test('an answer that got lost on its way back is asked for again and counts once, also across a reload', async () => {
  const made = await campaign(3);
  const page = await open();
  let sent = 0;
  // Alone, or with another that waits.
  await page.route(/\/v1\/ratings(\/batches)?$/, async (route) => {
    sent += 1;
    if (sent <= 2) await route.fetch();
    await (sent <= 2 ? route.abort('connectionreset') : route.continue());
  });
  await page.goto(made.rating_url);
  await page.locator('.compare').waitFor();
  await rateRight(page, 'key');
  // Whoever leaves the page sends what was held; the answer gets lost.
  await page.reload();
  await vi.waitFor(() => expect(sent).toBeGreaterThan(0), { timeout: 15_000, interval: 100 });
  await page.locator('.compare').waitFor();
  await rateRight(page, 'key');
  await rateRight(page, 'key');
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'That was all. Thank you!' }).waitFor();
  await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(3), { timeout: 20_000, interval: 300 });
  expect(sent).toBeGreaterThanOrEqual(3);
});

test('a leaderboard number moves when somebody rates', async () => {
  const made = await campaign(8);
  const board = await project.json<{ id: string }>('POST', '/v1/leaderboards', { name: 'Sums', campaign_id: made.id });
  const viewer = await open();
  await signIn(viewer, platform.url, project.key);
  await viewer.goto(`${platform.url}/leaderboards/${board.id}`);
  await viewer.getByRole('heading', { level: 1, name: 'Sums' }).waitFor();
  const rater = await open();
  await rater.goto(made.rating_url);
  await rater.locator('.compare').waitFor();
  for (const choice of ['left', 'right', 'tie', 'left']) {
    const id = await rater.locator('.compare').getAttribute('data-assignment');
    await rater.locator(`[data-choice=${choice}]`).click();
    await untilNextPair(rater, id);
  }
  await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(4), { timeout: 15_000, interval: 300 });
  await viewer.getByRole('button', { name: 'Refresh' }).click();
  const before = await viewer.locator('[data-score=right]').last().innerText();
  for (let n = 0; n < 4; n++) await rateRight(rater, 'key').catch(() => {});
  await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(8), { timeout: 15_000, interval: 300 });
  await vi.waitFor(
    async () => {
      await viewer.getByRole('button', { name: 'Refresh' }).click();
      expect(Number(await viewer.locator('[data-score=right]').last().innerText())).toBeGreaterThan(Number(before));
    },
    { timeout: 15_000, interval: 500 },
  );
  await viewer.getByText('How it was computed').click();
  await viewer.getByText('Gradient norm').waitFor();
  await expectSound(viewer);
  await viewer.setViewportSize({ width: 360, height: 740 });
  await expectSound(viewer);

  await viewer.goto(`${platform.url}/leaderboards`);
  await viewer.getByLabel('Name').fill('Ties modeled');
  await viewer.getByLabel('Campaign').selectOption(made.id);
  await viewer.getByLabel('Method').selectOption('davidson');
  await viewer.getByText('ties are likeliest between equals').waitFor();
  await expectSound(viewer);
  await viewer.getByRole('button', { name: 'Make leaderboard' }).click();
  await viewer
    .getByText(/^rank 1( to 2)?, tier 1$/)
    .first()
    .waitFor();
  await viewer.getByText('How it was computed').click();
  await viewer.getByText('Tie parameter ν').waitFor();
  await expectSound(viewer);
});

test('two campaigns in two tabs of one browser: each tab keeps to its own', async () => {
  const [one, two] = [await campaign(6), await campaign(6)];
  const first = await open();
  await first.goto(one.rating_url);
  await first.locator('.compare').waitFor();
  const second = await first.context().newPage();
  await second.goto(two.rating_url);
  await second.locator('.compare').waitFor();
  for (let n = 0; n < 6; n++) {
    for (const page of [first, second]) {
      await page.bringToFront();
      await rateRight(page, 'key');
    }
  }
  for (const made of [one, two]) {
    await vi.waitFor(async () => expect(await ratingsOf(made)).toHaveLength(6), { timeout: 15_000, interval: 300 });
    expect((await ratingsOf(made)).map(({ winner }) => winner)).toEqual(Array(6).fill('right'));
  }
});

test('paused, closed, forged and cut off: the page says which, and resumes where it can', async () => {
  const made = await campaign(2);
  const page = await open(phone);
  const set = (state: string) => project.json('PATCH', `/v1/campaigns/${made.id}`, { state });
  await set('paused');
  await page.goto(made.rating_url);
  await page.getByRole('heading', { name: 'Rating is paused' }).waitFor();
  await expectSound(page);
  await set('open');
  await page.getByRole('button', { name: 'Try again' }).tap();
  await page.locator('.compare').waitFor();
  await set('closed');

  await page.reload();
  await page.getByRole('heading', { name: 'Rating has ended here' }).waitFor();
  await page.goto('about:blank');
  await page.goto(`${platform.url}/rate#forged`);
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await page.goto('about:blank');
  await page.goto(`${platform.url}/rate`);
  await page.getByRole('heading', { name: 'This link is incomplete' }).waitFor();
});
