import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Leaderboard } from '../../schema/contracts/index.ts';
import { importLines, type Rated, rateAll } from '../edge/crowd-of.ts';
import { makeCampaign } from '../edge/rater.ts';
import { dashboardWalk } from './signed-in.ts';
import { expectSound, phone } from './walk.ts';

const { platform, project, signedIn } = await dashboardWalk();

async function visit(path: string, options = {}): Promise<Page> {
  const page = await signedIn(options);
  await page.goto(`${platform.url}/${path}`);
  await page.locator('h1').waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  return page;
}

/** Answers of two lengths; the longer wins three of four, and x writes it in three of four. */
const styled: Rated[] = Array.from({ length: 64 }, (_, i) => {
  const x_long = i % 4 !== 0;
  const longer = i % 16 < 12;
  const [long, short] = ['word '.repeat(40 + (i % 7)), 'word '.repeat(10 + (i % 5))];
  const texts = x_long ? { response_a: long, response_b: short } : { response_a: short, response_b: long };
  return { a: 'x', b: 'y', ...texts, ratings: [{ rater: `r${i % 8}`, choice: longer === x_long ? 'a' : 'b' }] };
});

test('style control and correction by people are filters away, and say what they found', async () => {
  const { id: campaign_id } = await makeCampaign(project, [], { criteria: ['accuracy'] });
  const ids = await rateAll(project, campaign_id, [...styled, ...styled.map((one) => ({ ...one, ratings: [] }))]);
  const { id: judge_id } = await project.json<{ id: string }>('POST', '/v1/judges', {
    ...{ name: 'Many', mode: 'pair', provider: { kind: 'chat', base_url: 'http://127.0.0.1:9', model: 'any' } },
  });
  const verdicts = ids.map((comparison_id, i) => ({ comparison_id, judge_id, choice: i % 3 ? 'a' : 'b' }));
  await importLines(project, campaign_id, verdicts);
  const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Board', campaign_id });
  for (const screen of [{}, phone]) {
    const page = await visit(`leaderboards/${id}`, screen);
    await page.getByLabel('Style control').selectOption('true');
    await page.getByRole('heading', { name: /at equal length and formatting/ }).waitFor();
    const style = page.getByRole('region', { name: 'Style', exact: true });
    expect(await style.getByRole('rowheader').allInnerTexts()).toEqual(['length', 'headings', 'list items', 'bold']);
    const equal = page.getByRole('region', { name: 'Win rate at equal length' });
    expect(await equal.getByRole('row').count()).toBe(3);
    await expectSound(page);
    // The two exclude each other: choosing the one lets go of the other.
    await page.getByLabel('Preferences of').selectOption(`ppi:${judge_id}`);
    await page.getByRole('heading', { name: /corrected by people’s ratings/ }).waitFor();
    expect(await page.getByLabel('Style control').inputValue()).toBe('false');
    await page.getByText('How it was computed').click();
    await page.getByText('Weight of the judge λ').waitFor();
    await expectSound(page);
    for (const method of ['rater-weighted', 'crowd-bt', 'criteria-lottery']) {
      await page.getByLabel('Method').selectOption(method);
      await page.getByRole('heading', { name: /, people’s ratings/ }).waitFor();
      await page.getByRole('region', { name: 'Ranking', exact: true }).or(page.locator('.notice')).first().waitFor();
    }
    await expectSound(page);
  }
});

test('ratings since the snapshot show where they would move a score', async () => {
  const { id: campaign_id } = await makeCampaign(project, []);
  const ids = await rateAll(project, campaign_id, styled);
  const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Live', campaign_id });
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  await db.prepare('CREATE TRIGGER frozen BEFORE INSERT ON snapshots BEGIN SELECT RAISE(IGNORE); END').run();
  const fresh = ids.slice(0, 12).map((comparison_id, i) => ({ comparison_id, rater: `new ${i}`, choice: 'b' }));
  await importLines(project, campaign_id, fresh);
  for (const screen of [{}, phone]) {
    const page = await visit(`leaderboards/${id}`, screen);
    await page.getByText('12 ratings came since this snapshot').waitFor();
    expect(await page.locator('.near').first().innerText()).toMatch(/^≈ [\d,]+$/);
    expect(await page.locator('.near').count()).toBe(2);
    await expectSound(page);
  }
  await db.prepare('DROP TRIGGER frozen').run();
});
