import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Leaderboard, LeaderboardResult } from '../../schema/contracts/leaderboards.ts';
import type { CampaignQuality, CampaignRater } from '../../schema/contracts/rater-quality.ts';
import type { RatedRow } from '../../workers/api/metrics/raters/rows.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { apart, attack, type Scores } from './crowd-attacks.ts';
import { importLines } from './crowd-of.ts';
import { llmfao, llmfaoRows } from './llmfao.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

/** A campaign of the crowd's comparisons with these ratings, imported. */
async function imported(project: TestProject, rows: RatedRow[], fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await makeCampaign(project, [], { name: 'LLMFAO', ...fields });
  const texts = readFileSync(join(llmfao ?? '', 'pairs-crowd.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const shown = new Map(rows.map((row) => [row.comparison, row]));
  const known = texts.map((line) => JSON.parse(line)).filter((one) => shown.has(String(one.id)));
  const ids = new Map<string, string>();
  for (let from = 0; from < known.length; from += 200) {
    const some = known.slice(from, from + 200);
    const comparisons = some.map(({ id: name, text, result_x, result_y }) => {
      const { model_a, model_b } = shown.get(String(name)) ?? {};
      return { prompt: text, response_a: result_x, response_b: result_y, model_a, model_b };
    });
    const made = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${id}/comparisons`, { comparisons });
    for (const [i, one] of some.entries()) ids.set(String(one.id), made.ids[i] ?? '');
  }
  const lines = rows.map(({ rater, comparison, choice }) => ({ rater, comparison_id: ids.get(comparison), choice }));
  const { added } = await importLines(project, id, lines);
  expect(added).toBe(rows.length);
  return id;
}

async function scoresOf(
  project: TestProject,
  campaign_id: string,
  method: string,
  include_held: boolean,
): Promise<Scores> {
  const fields = { name: method, campaign_id, method, settings: { include_held, prior_games: 0.1 } };
  const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', fields);
  const { snapshot } = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}`);
  expect([method, snapshot?.status]).toEqual([method, 'ok']);
  return new Map(
    (snapshot?.rows ?? []).flatMap(({ model, score }) => (score === null ? [] : [[model, score] as const])),
  );
}

test.skipIf(!llmfao)(
  'a real crowd through the API: agreement, reliability, and an attack that is held by itself and mostly undone',
  { timeout: 300_000 },
  async () => {
    const project = await platform.project();
    const rows = llmfaoRows();
    const clean = await imported(project, rows);
    const quality = await project.json<CampaignQuality>('GET', `/v1/campaigns/${clean}/quality`);
    expect(quality).toMatchObject({
      ...{ ratings: 8931, held_ratings: 0, behind: false, raters: { ok: 118, flagged: 6, held: 0, cleared: 0 } },
      overlap: { comparisons: 2139, share: expect.closeTo(0.993, 3), mean: expect.closeTo(4.175, 3) },
      // The pure functions come to the same from the file: docs/quality.md.
      agreement: {
        level: 'nominal',
        alpha: { value: expect.closeTo(0.2906, 4), n: 2124 },
        fleiss: { raters: 5, n: 998 },
      },
    });
    const { data } = await project.json<{ data: CampaignRater[] }>(
      'GET',
      `/v1/campaigns/${clean}/raters?state=flagged`,
    );
    for (const { flags, quality: faithful } of data.filter((one) => one.flags.includes('outlier'))) {
      expect(flags.length).toBeGreaterThan(0);
      expect(faithful).toBeLessThan(quality.reliability.crowd_bt?.quality ?? 0);
    }

    const { rows: hit, replaced } = attack(rows, { kind: 'left', share: 0.2, target: '', seed: 1 });
    const attacked = await imported(project, hit, { hold_automatically: true });
    await platform.scheduled();
    const held = await project.json<CampaignQuality>('GET', `/v1/campaigns/${attacked}/quality`);
    expect(held.raters.flagged).toBe(0);
    expect(held.held_ratings).toBeGreaterThan(1000);
    expect(held.agreement.alpha.value).toBeGreaterThan(quality.agreement.alpha.value ?? 1);
    const honest = await imported(
      project,
      hit.filter(({ rater }) => !replaced.has(rater)),
      { hold_automatically: true },
    );
    await platform.scheduled();
    const before = apart(
      await scoresOf(project, attacked, 'bradley-terry', true),
      await scoresOf(project, honest, 'bradley-terry', true),
    );
    const after = apart(
      await scoresOf(project, attacked, 'rater-weighted', false),
      await scoresOf(project, honest, 'rater-weighted', false),
    );
    console.info(
      `places before ${before.places.toFixed(2)}, after ${after.places.toFixed(2)}; τ ${before.tau.toFixed(3)}, ${after.tau.toFixed(3)}`,
    );
    expect(after.places).toBeLessThan(0.5 * before.places);
    expect(after.tau).toBeGreaterThan(before.tau);
  },
);
