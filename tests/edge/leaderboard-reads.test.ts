import { expect, test } from 'vitest';
import type {
  BoardAgreement,
  HeadToHead,
  LabelPlan,
  LeaderboardHistory,
  RatedComparison,
  WinMatrix,
} from '../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard, LeaderboardResult, LeaderboardView, Snapshot } from '../../schema/contracts/leaderboards.ts';
import { type Asked, loopbackModel } from '../loopback-model.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { importLines, type Rated, rateAll } from './crowd-of.ts';
import { makeCampaign, openRater } from './rater.ts';

const platform = await openTestPlatform();
const model = loopbackModel();

/** So many comparisons of a and b, each rated by another rater. */
const won = (a: string, b: string, count: number, choice = 'a', more: Partial<Rated> = {}): Rated[] =>
  Array.from({ length: count }, (_, i) => ({ a, b, ...more, ratings: [{ rater: `r${i}`, choice }] }));
const board = (project: TestProject, campaign_id: string, fields: Record<string, unknown> = {}) =>
  project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Board', campaign_id, ...fields });
const result = (project: TestProject, id: string, query = '') =>
  project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}${query}`);
const tallies = ({ rows }: Pick<Snapshot, 'rows'>) =>
  Object.fromEntries(rows.map(({ model, wins, losses, ties }) => [model, [wins, losses, ties]]));

test('categories, criteria and verified raters are boards of their own, and filters show them at once', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [], { criteria: ['accuracy'] });
  await rateAll(project, id, [
    {
      ...{ a: 'x', b: 'y', tags: ['code'] },
      ratings: [
        { rater: 'ann', choice: 'a', criteria: { accuracy: 'b' } },
        { rater: 'bob', choice: 'a', verified: false },
      ],
    },
    {
      a: 'y',
      b: 'x',
      tags: ['code', 'short'],
      ratings: [{ rater: 'ann', choice: 'a', criteria: { accuracy: 'tie' } }],
    },
    {
      a: 'x',
      b: 'y',
      ratings: [
        { rater: 'ann', choice: 'tie' },
        { rater: 'bob', choice: 'both_bad' },
      ],
    },
  ]);
  const { id: all } = await board(project, id, { method: 'win-rate' });
  const { snapshot, facets } = await result(project, all);
  expect(tallies(snapshot as Snapshot)).toEqual({ x: [2, 1, 1], y: [1, 2, 1] });
  expect(facets).toEqual({
    categories: [
      { name: 'code', ratings: 3 },
      { name: 'short', ratings: 1 },
    ],
    criteria: [{ name: 'accuracy', ratings: 2 }],
    sources: [{ source: 'people', name: 'people', ratings: 5 }],
    verified: 4,
    held: 0,
  });
  const by = async (settings: Record<string, unknown>) => {
    const made = await board(project, id, { method: 'win-rate', settings });
    const kept = (await result(project, made.id)).snapshot as Snapshot;
    const query = new URLSearchParams(Object.entries(settings).map(([name, value]) => [name, String(value)]));
    const seen = await project.json<LeaderboardView>('GET', `/v1/leaderboards/${all}/view?${query}`);
    expect(seen.rows).toEqual(kept.rows);
    expect(seen.settings).toEqual(kept.settings);
    return tallies(kept);
  };
  expect(await by({ category: 'code' })).toEqual({ x: [2, 1, 0], y: [1, 2, 0] });
  expect(await by({ category: 'short' })).toEqual({ x: [0, 1, 0], y: [1, 0, 0] });
  expect(await by({ criterion: 'accuracy' })).toEqual({ x: [0, 1, 1], y: [1, 0, 1] });
  expect(await by({ criterion: 'accuracy', category: 'short' })).toEqual({ x: [0, 0, 1], y: [0, 0, 1] });
  expect(await by({ verified_only: true })).toEqual({ x: [1, 1, 1], y: [1, 1, 1] });
  // Both bad is a rating of both models, and prefers neither.
  expect(snapshot?.analysis?.models).toEqual([
    { model: 'x', ratings: 5, share: 0.5, retired_at: null },
    { model: 'y', ratings: 5, share: 0.5, retired_at: null },
  ]);
});

test('a held rater counts no longer: everything is counted anew, in a new epoch, and freeing brings it back', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  await rateAll(project, id, [
    {
      a: 'x',
      b: 'y',
      ratings: [
        { rater: 'fair', choice: 'a' },
        { rater: 'bot', choice: 'b' },
      ],
    },
    {
      a: 'x',
      b: 'y',
      ratings: [
        { rater: 'fair', choice: 'b' },
        { rater: 'bot', choice: 'b' },
      ],
    },
  ]);
  const { id: all } = await board(project, id, { method: 'win-rate' });
  const { id: open } = await board(project, id, { method: 'win-rate', settings: { include_held: true } });
  const before = (await result(project, all)).snapshot as Snapshot;
  expect([tallies(before), before.epoch]).toEqual([{ x: [1, 3, 0], y: [3, 1, 0] }, 0]);
  const { data } = await project.json<{ data: { rater_id: string; choice: string }[] }>(
    'GET',
    `/v1/campaigns/${id}/ratings`,
  );
  const bot = data[0]?.rater_id ?? '';
  const hold = (held: boolean) => project.json('PATCH', `/v1/campaigns/${id}/raters/${bot}`, { held });
  expect(await hold(true)).toMatchObject({ rater_id: bot, held: true, changed: 2 });
  const after = await result(project, all);
  expect(after.facets.held).toBe(2);
  expect(after.snapshot).toMatchObject({ epoch: 1, watermark: 4, version: 2 });
  expect(tallies(after.snapshot as Snapshot)).toEqual({ x: [1, 1, 0], y: [1, 1, 0] });
  expect(tallies((await result(project, open)).snapshot as Snapshot)).toEqual(tallies(before));
  expect(await hold(true)).toMatchObject({ changed: 0 });
  expect((await result(project, all)).snapshot?.epoch).toBe(1);
  await hold(false);
  expect((await result(project, all)).snapshot).toMatchObject({ epoch: 2, rows: before.rows });
});

test("a judge's verdicts on a campaign's comparisons are ratings of that judge, once each, beside people's", async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const ids = await rateAll(project, id, [
    ...won('x', 'y', 3, 'a', { response_a: 'bad', response_b: 'good' }),
    ...won('y', 'z', 3, 'a', { response_a: 'bad', response_b: 'good' }),
    ...won('x', 'z', 3, 'a', { response_a: 'good', response_b: 'bad' }),
  ]);
  model.on({}, ({ text }: Asked) => ({
    json: { reason: '', verdict: text.indexOf('good') < text.indexOf('bad') ? 'A' : 'B' },
  }));
  const judge = await project.json<{ id: string }>('POST', '/v1/judges', {
    ...{ name: 'likes good', mode: 'pair', provider: { kind: 'chat', base_url: model.base_url, model: 'any' } },
  });
  const judged = (comparison_id: string | undefined, responses: string[]) =>
    project.json('POST', '/v1/judgments', { judge_id: judge.id, comparison_id, prompt: 'p', responses });
  for (const at of [0, 1, 3, 4]) await judged(ids[at], ['bad', 'good']);
  for (const at of [6, 7]) await judged(ids[at], ['good', 'bad']);
  // The first verdict stands.
  await judged(ids[0], ['good', 'bad']);
  await platform.scheduled();
  const people = await board(project, id, { name: 'People', method: 'win-rate' });
  const machine = await board(project, id, {
    ...{ name: 'Judge', method: 'win-rate', settings: { source: { kind: 'judge', judge_id: judge.id } } },
  });
  const { snapshot, facets } = await result(project, machine.id);
  // y beats x twice and z beats y twice; x beats z twice: a circle of the judge's own.
  expect(tallies(snapshot as Snapshot)).toEqual({ x: [2, 2, 0], y: [2, 2, 0], z: [2, 2, 0] });
  expect(facets.sources).toEqual([
    { source: 'people', name: 'people', ratings: 9 },
    { source: judge.id, name: 'likes good v1', ratings: 6 },
  ]);
  expect(await project.json('GET', `/v1/campaigns/${id}`)).toMatchObject({ rating_count: 9 });
  const both = await project.json<BoardAgreement>('GET', `/v1/leaderboards/${people.id}/agreement?with=${machine.id}`);
  expect(both).toMatchObject({ left: { name: 'People' }, right: { name: 'Judge' }, spearman: null, kendall: null });
  expect(both.models[0]).toMatchObject({ model: 'x', left_rank: 1, left_score: 1, right_rank: 1, right_score: 0.5 });
  expect(both.disagreements).toEqual([
    { a: 'x', b: 'y', left_first: 1, right_first: 0 },
    { a: 'y', b: 'z', left_first: 1, right_first: 0 },
  ]);
});

test('provisional numbers are near the exact ones that follow, and marked', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const rated = [
    ...won('x', 'y', 24),
    ...won('y', 'x', 16),
    ...won('y', 'z', 22),
    ...won('z', 'y', 18),
    ...won('x', 'z', 10, 'tie'),
  ];
  const ids = await rateAll(project, id, rated);
  const { id: all } = await board(project, id);
  const first = await result(project, all, '?provisional=true');
  expect(first.provisional).toBeNull();
  // Stored, and not folded: as when ratings arrive faster than boards are fitted.
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const fresh = [0, 24, 40, 62, 80].map((at, i) => ({ comparison_id: ids[at], rater: `new ${i}`, choice: 'b' }));
  const freeze = 'CREATE TRIGGER frozen BEFORE INSERT ON snapshots BEGIN SELECT RAISE(IGNORE); END';
  await db.prepare(freeze).run();
  await importLines(project, id, fresh);
  const seen = await result(project, all, '?provisional=true');
  await db.prepare('DROP TRIGGER frozen').run();
  expect(seen.snapshot).toEqual(first.snapshot);
  expect(seen.provisional).toMatchObject({ snapshot_version: first.snapshot?.version, watermark: 95, ratings: 5 });
  const exact = await project.json<LeaderboardResult>('POST', `/v1/leaderboards/${all}/refresh`);
  expect(exact.snapshot).toMatchObject({ watermark: 95, diagnostics: { warm_start_version: 1 } });
  for (const row of exact.snapshot?.rows ?? []) {
    const quick = seen.provisional?.rows.find(({ model }) => model === row.model);
    const old = first.snapshot?.rows.find(({ model }) => model === row.model);
    const moved = Math.abs((row.score ?? 0) - (old?.score ?? 0));
    // Each step is exact to second order: what is left is a small part of the way.
    expect(Math.abs((row.score ?? 0) - (quick?.score ?? 0)), row.model).toBeLessThan(0.05 * moved + 0.05);
    expect(moved, row.model).toBeGreaterThan(0.2);
    const width = (row.high ?? 0) - (row.low ?? 0);
    expect(((quick?.high ?? 0) - (quick?.low ?? 0)) / width).toBeCloseTo(1, 1);
    expect([quick?.wins, quick?.losses, quick?.ties, quick?.best_rank]).toEqual([row.wins, row.losses, row.ties, null]);
  }
  expect((await result(project, all, '?provisional=true')).provisional).toBeNull();
});

test('why one model stands above another, with the ratings behind it', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  await rateAll(project, id, [
    ...won('x', 'y', 6),
    ...won('y', 'x', 2),
    ...won('x', 'y', 1, 'both_bad'),
    ...won('x', 'y', 2, 'both_good'),
    ...won('x', 'z', 3),
    ...won('z', 'x', 1),
    ...won('y', 'z', 1),
    ...won('z', 'y', 1),
  ]);
  const { id: all } = await board(project, id);
  const seen = await project.json<HeadToHead>('GET', `/v1/leaderboards/${all}/head-to-head?a=x&b=y`);
  expect(seen).toMatchObject({
    ...{ a: 'x', b: 'y', rank_a: 1, direct: { wins_a: 6, wins_b: 2, ties: 0, both_good: 2, both_bad: 1 }, share: 0.75 },
    common: [{ model: 'z', share_a: 0.75, games_a: 4, share_b: 0.5, games_b: 2, speaks_for: 'a' }],
  });
  // Wilson's interval of 6 of 8 (Agresti and Coull 1998, eq. 2, z = 1.96).
  expect([seen.low, seen.high]).toEqual([expect.closeTo(0.4093, 4), expect.closeTo(0.9285, 4)]);
  expect(seen.difference).toBeGreaterThan(0);
  expect(seen.predicted).toBeCloseTo(1 / (1 + 10 ** (-(seen.difference ?? 0) / 400)), 9);
  const back = await project.json<HeadToHead>('GET', `/v1/leaderboards/${all}/head-to-head?a=y&b=x`);
  expect(back).toMatchObject({ direct: { wins_a: 2, wins_b: 6, both_bad: 1 }, share: 0.25, rank_b: 1 });
  type Page = { data: RatedComparison[]; next_cursor: string | null };
  const path = `/v1/leaderboards/${all}/head-to-head/ratings?a=y&b=x`;
  const page = await project.json<Page>('GET', `${path}&limit=6`);
  const rest = await project.json<Page>('GET', `${path}&limit=6&cursor=${page.next_cursor}`);
  const winners = [...page.data, ...rest.data].map(({ rating }) => rating.winner);
  expect(winners).toEqual([null, null, null, 'y', 'y', 'x', 'x', 'x', 'x', 'x', 'x']);
  expect(rest.next_cursor).toBeNull();
  for (const { rating, comparison } of page.data) expect(comparison.id).toBe(rating.comparison_id);
  const matrix = await project.json<WinMatrix>('GET', `/v1/leaderboards/${all}/win-matrix`);
  expect(matrix).toMatchObject({ wins_a: [6, 3, 1], wins_b: [2, 1, 1], ties: [0, 0, 0] });
  expect(matrix.a.map((a, i) => [matrix.models[a], matrix.models[matrix.b[i] ?? 0]])).toEqual([
    ['x', 'y'],
    ['x', 'z'],
    ['y', 'z'],
  ]);
  expect(matrix.predicted[0]).toBeCloseTo(seen.predicted ?? Number.NaN, 3);
  const plan = await project.json<LabelPlan>('GET', `/v1/leaderboards/${all}/label-plan?a=x&b=y`);
  expect(plan).toMatchObject({ separated: false, labels_now: 8 });
  // With so many labels more, the difference is (1.96 + 0.84) standard errors: one unit of p(1 − p) information a label.
  const p = seen.predicted ?? 0;
  const information = 1 / (plan.standard_error ?? 0) ** 2 + (plan.labels_more ?? 0) * p * (1 - p);
  expect((plan.difference ?? 0) * Math.sqrt(information)).toBeGreaterThanOrEqual(2.8016);
  expect((plan.difference ?? 0) * Math.sqrt(information - p * (1 - p))).toBeLessThan(2.8016);
});

test('history is spread over all versions, and retired models are marked and handed out no more', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [], { overlap: 1000 });
  const { id } = campaign;
  const ids = await rateAll(project, id, [
    ...won('x', 'y', 1),
    ...won('y', 'x', 1),
    ...won('y', 'z', 1),
    ...won('z', 'y', 1),
  ]);
  const { id: all } = await board(project, id);
  for (let n = 0; n < 9; n++) await importLines(project, id, [{ comparison_id: ids[0], rater: `n${n}`, choice: 'a' }]);
  const whole = await project.json<LeaderboardHistory>('GET', `/v1/leaderboards/${all}/history`);
  expect(whole.points.map(({ version, watermark }) => [version, watermark])).toEqual(
    Array.from({ length: 10 }, (_, n) => [n + 1, n + 4]),
  );
  const scores = whole.models.find(({ model }) => model === 'x')?.score ?? [];
  expect(scores.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(scores);
  const few = await project.json<LeaderboardHistory>('GET', `/v1/leaderboards/${all}/history?points=4&models=1`);
  expect(few.points.map(({ version }) => version)).toEqual([1, 4, 7, 10]);
  expect(few.models.map(({ model }) => model)).toEqual(['x']);
  await project.json('POST', `/v1/campaigns/${id}/retirements`, { model: 'z', reason: 'withdrawn by its maker' });
  await project.json('POST', `/v1/campaigns/${id}/retirements`, { model: 'z', reason: 'again' });
  expect(await project.json('GET', `/v1/campaigns/${id}/retirements`)).toMatchObject({
    data: [{ model: 'z', reason: 'withdrawn by its maker' }],
  });
  await importLines(project, id, [{ comparison_id: ids[0], rater: 'last', choice: 'a' }]);
  const { snapshot } = await result(project, all);
  expect(snapshot?.rows.map(({ model, retired }) => [model, retired])).toEqual([
    ['x', false],
    ['y', false],
    ['z', true],
  ]);
  expect(snapshot?.analysis?.models.find(({ model }) => model === 'z')?.retired_at).toEqual(expect.any(Number));
  const rater = await openRater(platform, campaign.rating_url);
  expect(rater.session).toMatchObject({ rated: 0, total: 2 });
  expect((await rater.assignments(10)).assignments).toHaveLength(2);
  await project.json('DELETE', `/v1/campaigns/${id}/retirements/z`);
  await project.json('DELETE', `/v1/campaigns/${id}/retirements/z`, undefined, 404);
  expect((await rater.assignments(10)).assignments).toHaveLength(4);
});

test('settings that a method does not go by are refused', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const refuse = async (fields: Record<string, unknown>, word: string) =>
    expect(
      await project.json('POST', '/v1/leaderboards', { name: 'b', campaign_id: id, ...fields }, 400),
    ).toMatchObject({
      detail: expect.stringContaining(word),
    });
  await refuse({ method: 'win-rate', settings: { intervals: { kind: 'sandwich' } } }, 'intervals');
  await refuse({ method: 'elo', settings: { prior_games: 1 } }, 'prior_games');
  await refuse({ settings: { source: { kind: 'crowd' } } }, 'source');
  const made = await board(project, id, { settings: { prior_games: 1 } });
  await rateAll(project, id, won('x', 'y', 3));
  // A prior of one game each against a ghost makes the unbeaten finite.
  expect((await result(project, made.id)).snapshot).toMatchObject({ status: 'ok', diagnostics: { prior_games: 1 } });
});
