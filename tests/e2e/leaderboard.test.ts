import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Campaign, Judge, Leaderboard } from '../../schema/contracts/index.ts';
import { importLines, type Rated, rateAll } from '../edge/crowd-of.ts';
import { makeCampaign } from '../edge/rater.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, phone } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

/** So many comparisons of a and b, each rated by one person. */
const won = (a: string, b: string, count: number, more: Partial<Rated> = {}): Rated[] =>
  Array.from({ length: count }, (_, n) => ({ a, b, ratings: [{ rater: `r${n}`, choice: 'a' }], ...more }));
const board = (campaign_id: string, more: Record<string, unknown> = {}) =>
  project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Board', campaign_id, ...more });
const campaign = (more: Record<string, unknown> = {}): Promise<Campaign> => makeCampaign(project, [], more);

async function visit(path: string, options = {}): Promise<Page> {
  const page = await signedIn(options);
  await page.goto(`${platform.url}/${path}`);
  await page.locator('h1').waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  return page;
}

const named = async (page: Page, region: string): Promise<(string | undefined)[]> => {
  const heads = page.getByRole('region', { name: region, exact: true }).getByRole('rowheader');
  await heads.first().waitFor();
  return (await heads.allInnerTexts()).map((text) => text.split('\n')[0]);
};

test('a board over two snapshots: the table with intervals drawn, the dot plot, the history, all as tables too', async () => {
  const { id: campaign_id } = await campaign();
  await rateAll(project, campaign_id, [
    ...won('x', 'y', 8),
    ...won('y', 'x', 2),
    ...won('y', 'z', 5),
    ...won('z', 'y', 3),
  ]);
  const { id } = await board(campaign_id);
  const tie: Rated = { a: 'x', b: 'z', ratings: [{ rater: 'r1', choice: 'tie' }] };
  await rateAll(project, campaign_id, [...won('z', 'y', 6), tie]);
  await project.json('POST', `/v1/leaderboards/${id}/refresh`);
  for (const screen of [{}, phone, { colorScheme: 'dark' as const }]) {
    const page = await visit(`leaderboards/${id}`, screen);
    expect(await named(page, 'Ranking')).toEqual(['x', 'z', 'y']);
    expect(await page.getByRole('region', { name: 'Ranking' }).getByRole('img').count()).toBe(3);
    await page.getByText(/models cannot be told apart/).waitFor();
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
});

test('filters rank the same campaign another way, a link shows the same, and what they show can be kept', async () => {
  const { id: campaign_id } = await campaign({ criteria: ['accuracy'] });
  const accurate = (choice: string) => [{ rater: 'ann', choice: 'a', criteria: { accuracy: choice } }];
  await rateAll(project, campaign_id, [
    ...won('x', 'y', 3),
    ...won('y', 'x', 1, { tags: ['code'], ratings: accurate('a') }),
    ...won('x', 'y', 1, { tags: ['code'], ratings: accurate('b') }),
    ...won('y', 'x', 1, { tags: ['code'], ratings: [{ rater: 'bob', choice: 'a', verified: false }] }),
  ]);
  const { id } = await board(campaign_id, { method: 'win-rate' });
  const page = await visit(`leaderboards/${id}`);
  expect(await named(page, 'Ranking')).toEqual(['x', 'y']);
  await page.getByLabel('Category').selectOption('code');
  await page.getByRole('heading', { name: /only the category code/ }).waitFor();
  expect(await named(page, 'Ranking')).toEqual(['y', 'x']);
  await page.getByLabel('Raters').selectOption('true');
  await page.getByRole('heading', { name: /verified raters only/ }).waitFor();
  expect(await page.locator('[data-score=x]').innerText()).toBe('0.500');
  await page.getByLabel('Criterion').selectOption('accuracy');
  await page.getByRole('heading', { name: /by the criterion accuracy/ }).waitFor();
  expect(await named(page, 'Ranking')).toEqual(['y', 'x']);
  await expectSound(page);
  await page.reload();
  await page.getByRole('heading', { name: /by the criterion accuracy/ }).waitFor();
  await page.getByLabel('Name').fill('Accuracy in code');
  await page.getByRole('button', { name: 'Keep it as a leaderboard' }).click();
  await page.getByRole('heading', { level: 1, name: 'Accuracy in code' }).waitFor();
  const kept = await project.json<{ data: Leaderboard[] }>('GET', '/v1/leaderboards?limit=1');
  expect(kept.data[0]?.settings).toMatchObject({ category: 'code', criterion: 'accuracy', verified_only: true });
  // The way back to the whole: the board's own settings are choices of its filters.
  await page.getByLabel('Category').selectOption('*');
  await page
    .getByRole('heading', { name: 'Win rate, people’s ratings, by the criterion accuracy, verified raters only' })
    .waitFor();
});

test('the form explains settings, and makes a board by them', async () => {
  const { id: campaign_id, name } = await campaign();
  await rateAll(project, campaign_id, won('x', 'y', 4));
  const page = await visit('leaderboards');
  await page.getByLabel('Name').fill('With a prior');
  await page.getByLabel('Campaign').selectOption({ value: campaign_id });
  await page.locator('form').getByText('Settings', { exact: true }).click();
  await page.getByText('Intervals, prior and seed').click();
  await page.getByLabel('Prior, in games').fill('2');
  await page.getByLabel('Intervals').selectOption('sandwich');
  await page.getByText('Stays right where the model does not fit').waitFor();
  await expectSound(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectSound(page);
  await page.getByRole('button', { name: 'Make leaderboard' }).click();
  await page.getByText('sandwich intervals, a prior of 2 games').waitFor();
  // x never lost: without the prior there would be no scores.
  expect(await named(page, 'Ranking'), name).toEqual(['x', 'y']);
  expect(Number(await page.locator('[data-score=x]').innerText())).toBeGreaterThan(1000);
});

test('win matrix, circles, why one stands above another with the ratings behind it, people beside a judge', async () => {
  const { id: campaign_id } = await campaign();
  const told = { response_a: 'Seven is prime.', response_b: 'Eight is prime.' };
  const results = [
    ...won('rock', 'scissors', 40, told),
    ...won('scissors', 'paper', 40),
    ...won('paper', 'rock', 40),
    ...won('rock', 'paper', 2),
  ];
  const ids = await rateAll(project, campaign_id, results);
  const provider = { kind: 'chat', base_url: 'http://127.0.0.1:9/v1', model: 'none' };
  const judge = await project.json<Judge>('POST', '/v1/judges', { name: 'A judge', mode: 'pair', provider });
  await importLines(
    project,
    campaign_id,
    ids.map((comparison_id, n) => ({ comparison_id, judge_id: judge.id, choice: n < 40 || n % 5 === 0 ? 'a' : 'b' })),
  );
  const { id } = await board(campaign_id);
  const page = await visit(`leaderboards/${id}`);
  await page.getByRole('link', { name: 'Win matrix' }).click();
  await page.getByLabel('Model', { exact: true }).selectOption('rock');
  await page.getByLabel('Against').selectOption('scissors');
  await page
    .getByText(/rock won 100 % of the points against scissors \(40 won, 0 lost, 0 tied\); \d+ % predicted/)
    .waitFor();
  await page.getByLabel('Color shows').selectOption('residual');
  const map = page.getByRole('img', { name: /Win matrix of 3 models/ });
  const frame = await map.boundingBox();
  // The cell of the first row and the second column, wherever the three stand.
  const [first, second] = await page.getByLabel('Model', { exact: true }).locator('option').allInnerTexts();
  await map.hover({ position: { x: (frame?.width ?? 0) - 0.5 * (frame?.height ?? 0), y: (frame?.height ?? 0) / 6 } });
  await page.getByText(new RegExp(`^${first} won .* against ${second} `)).waitFor();
  await expectSound(page);
  await page.getByRole('button', { name: 'Show table' }).click();
  expect(
    await page
      .getByRole('region', { name: `Results of ${first}` })
      .getByRole('row')
      .count(),
  ).toBe(3);
  await expectSound(page);

  await page.getByRole('link', { name: 'Why?' }).click();
  await page.getByLabel('A', { exact: true }).selectOption('rock');
  await page.getByLabel('B', { exact: true }).selectOption('scissors');
  await page.getByText('Directly rock took 100 % of the points of 40 ratings').waitFor();
  await page.getByText('Of 1 opponent that both met').waitFor();
  await page.getByText('rock won', { exact: false }).last().waitFor();
  await page.locator('.behind summary').first().click();
  await page.getByText('Seven is prime.').first().waitFor();
  await expectSound(page);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => page.locator('.behind summary').count()).toBe(30);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectSound(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole('link', { name: 'Circles' }).click();
  await page.getByText('1 triples of models met each other, 1 of them in a circle; 1 is beyond chance').waitFor();
  await expectSound(page);

  await page.getByRole('link', { name: 'Side by side' }).click();
  await page.getByRole('button', { name: 'Make the board of A judge v1 (122 ratings)' }).click();
  await page.getByText('Over 3 models the ranks correlate at').waitFor();
  await page
    .getByRole('img', { name: /^Ranks on both boards\./ })
    .locator('svg')
    .waitFor();
  await expectSound(page);

  await project.json('POST', `/v1/campaigns/${campaign_id}/retirements`, { model: 'paper', reason: 'Gone.' });
  await page.getByRole('link', { name: 'Sampling' }).click();
  expect((await named(page, 'Sampling shares')).toSorted()).toEqual(['paper', 'rock', 'scissors']);
  await expectSound(page);
});

test('300 models: every one is in the table and in the matrix, and drawing them is quick', async () => {
  const name = (n: number) => `model ${n % 300}`;
  const results = Array.from({ length: 300 }, (_, n) => [
    ...won(name(n), name(n + 1), 1),
    ...won(name(n + 7), name(n), 1),
    ...won(name(n), name(n + 40), 1),
  ]).flat();
  const { id: campaign_id } = await campaign();
  await rateAll(project, campaign_id, results);
  const { id } = await board(campaign_id);
  const page = await visit('leaderboards');
  await page.locator(`a[href$="${id}"]`).hover();
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
  expect(await named(page, 'Ranking')).toHaveLength(300);
  const sorted = await page.evaluate(`new Promise((done) => {
    const start = performance.now();
    [...document.querySelectorAll('button.sort')].find((one) => one.innerText.startsWith('Model')).click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  })`);
  console.info(`300 models: ${Math.round(Number(sorted))} ms to sort them by name`);
  expect((await named(page, 'Ranking')).slice(0, 3)).toEqual(['model 0', 'model 1', 'model 10']);
  await page.getByRole('button', { name: 'Draw all 300 models' }).click();
  await page
    .getByRole('img', { name: /^Scores\./ })
    .locator('svg')
    .waitFor();
  await page.getByRole('link', { name: 'Win matrix' }).click();
  await page.getByRole('img', { name: /Win matrix of 300 models, best first: 900 pairs met/ }).waitFor();
  const drawn = await page.evaluate(`new Promise((done) => {
    const start = performance.now();
    const choice = [...document.querySelectorAll('select')].find((one) => one.name === 'view');
    choice.value = 'residual';
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  })`);
  console.info(`300 models: ${Math.round(Number(drawn))} ms to draw the win matrix anew`);
});
