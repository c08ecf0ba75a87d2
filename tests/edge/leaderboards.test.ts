import { expect, test } from 'vitest';
import type { RatingMessageInput } from '../../schema/contracts/campaigns.ts';
import type { Leaderboard, LeaderboardResult, Snapshot } from '../../schema/contracts/leaderboards.ts';
import { newId } from '../../schema/ids.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();
const queue = await platform.mf.getQueueProducer('RATINGS', 'assay-api');

type Result = [winner: string, loser: string, choice?: 'tie' | 'both_bad'];

/** Adds one comparison for each result to a campaign and rates it so, each by another rater. */
async function play(project: TestProject, campaign_id: string, results: Result[], so_far = 0): Promise<void> {
  const comparisons = results.map(([model_a, model_b]) => ({
    prompt: 'p',
    response_a: 'a',
    response_b: 'b',
    model_a,
    model_b,
  }));
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${campaign_id}/comparisons`, {
    comparisons,
  });
  const messages = results.map(([, , choice], i): { body: RatingMessageInput } => ({
    body: {
      project_id: project.project_id,
      campaign_id,
      comparison_id: ids[i] ?? '',
      rater_id: newId('rater'),
      id: newId('assignment'),
      flipped: i % 2 === 1,
      choice: choice ?? (i % 2 === 1 ? 'right' : 'left'),
      duration_ms: 1000,
      comment: '',
      created_at: Date.now(),
    },
  }));
  await queue.sendBatch(messages);
  await waitForRatings(project, campaign_id, so_far + results.length);
}

const times = (count: number, result: Result): Result[] => Array.from({ length: count }, () => result);
const board = (project: TestProject, campaign_id: string, method?: string) =>
  project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Board', campaign_id, ...(method ? { method } : {}) });
const refresh = (project: TestProject, id: string) =>
  project.json<LeaderboardResult>('POST', `/v1/leaderboards/${id}/refresh`);
const scores = (result: LeaderboardResult) =>
  Object.fromEntries((result.snapshot?.rows ?? []).map(({ model, score }) => [model, score]));

test('a rating moves the number, and each result stays as a version of its own', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, times(5, ['x', 'y']) as [string, string][], { overlap: 3 });
  const { id, ...made } = await board(project, campaign.id);
  expect(made).toMatchObject({ method: 'bradley-terry', campaign_id: campaign.id, snapshot_version: 1 });
  expect(await project.json('GET', `/v1/leaderboards/${id}`)).toMatchObject({
    snapshot: { version: 1, watermark: 0, status: 'empty', rows: [] },
  });
  const rater = await openRater(platform, campaign.rating_url);
  const { assignments } = await rater.assignments(5);
  for (const [i, { token, left }] of assignments.entries()) {
    // x wins four times of five.
    const x_is_left = left.startsWith('first');
    await rater.rate(token, x_is_left === i < 4 ? 'left' : 'right');
  }
  await waitForRatings(project, campaign.id, 5);
  const now = await refresh(project, id);
  expect(now.snapshot).toMatchObject({
    status: 'ok',
    watermark: 5,
    rows: [
      { model: 'x', rank: 1, wins: 4, losses: 1, ties: 0 },
      { model: 'y', rank: 2 },
    ],
  });
  // Closed form of two models: θ_x − θ_y = ln 4, so the scores lie 400·log10(4) apart around 1000.
  expect(scores(now).x).toBeCloseTo(1000 + 200 * Math.log10(4), 6);
  expect(scores(now).y).toBeCloseTo(1000 - 200 * Math.log10(4), 6);
  for (const { low, score, high } of now.snapshot?.rows ?? []) {
    expect(low).toBeLessThan(score ?? Number.NaN);
    expect(high).toBeGreaterThan(score ?? Number.NaN);
  }
  await play(project, campaign.id, times(2, ['y', 'x']), 5);
  const later = await refresh(project, id);
  expect(scores(later).x).toBeCloseTo(1000 + 200 * Math.log10(4 / 3), 6);
  expect(later.snapshot_version).toBeGreaterThan(now.snapshot_version ?? 0);
  const { data } = await project.json<{ data: Snapshot[] }>('GET', `/v1/leaderboards/${id}/snapshots`);
  expect(data.map(({ version }) => version)).toEqual(data.map((_, i) => data.length - i));
  expect(data.find(({ version }) => version === now.snapshot_version)).toEqual(now.snapshot);
  expect(data[0]).toEqual(later.snapshot);
  const page = await project.json<{ data: Snapshot[]; next_cursor: string }>(
    'GET',
    `/v1/leaderboards/${id}/snapshots?limit=1`,
  );
  expect(
    await project.json('GET', `/v1/leaderboards/${id}/snapshots?limit=1&cursor=${page.next_cursor}`),
  ).toMatchObject({ data: [data[1]] });
});

test('folding many times at once counts each rating once', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const { id: board_id } = await board(project, id, 'win-rate');
  const playing = play(project, id, [
    ...times(30, ['x', 'y']),
    ...times(10, ['y', 'x']),
    ...times(10, ['y', 'x', 'tie']),
  ]);
  for (let round = 0; round < 5; round++)
    await Promise.all([refresh(project, board_id), platform.scheduled(), refresh(project, board_id)]);
  await playing;
  await Promise.all([refresh(project, board_id), platform.scheduled(), refresh(project, board_id)]);
  const done = await refresh(project, board_id);
  expect(done.snapshot).toMatchObject({
    watermark: 50,
    rows: [
      { model: 'x', wins: 30, losses: 10, ties: 10 },
      { model: 'y', wins: 10, losses: 30, ties: 10 },
    ],
  });
  // Without news, nothing new is kept.
  expect((await refresh(project, board_id)).snapshot).toEqual(done.snapshot);
});

test('the cron makes up for what the consumer could not fold, and comes to the same counts', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  await play(project, id, [...times(3, ['x', 'y']), ['y', 'z'], ['z', 'x'], ['x', 'z', 'both_bad']]);
  const { id: board_id } = await board(project, id);
  const before = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${board_id}`);
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  for (const table of ['pair_counts', 'watermarks', 'snapshots'])
    await db.prepare(`DELETE FROM ${table} WHERE project_id = ?`).bind(project.project_id).run();
  expect(await project.json('GET', `/v1/leaderboards/${board_id}`)).toMatchObject({
    snapshot: null,
    snapshot_version: null,
  });
  await platform.scheduled();
  const after = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${board_id}`);
  expect(after.snapshot).toMatchObject({ status: 'ok', watermark: 6, version: 1, rows: before.snapshot?.rows });
  // Both bad prefers neither and is no tie.
  expect(after.snapshot?.rows.map(({ ties }) => ties)).toEqual([0, 0, 0]);
});

test('what ratings cannot tell yet is said, not invented', async () => {
  const project = await platform.project();
  const islands = await makeCampaign(project, []);
  await play(project, islands.id, [
    ['a', 'b'],
    ['b', 'a'],
    ['c', 'd'],
    ['d', 'c'],
  ]);
  const unbeaten = await makeCampaign(project, []);
  await play(project, unbeaten.id, [
    ['a', 'b'],
    ['a', 'b'],
  ]);
  const cycle = await makeCampaign(project, []);
  await play(project, cycle.id, [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
  ]);
  const read = async (campaign_id: string, method: string) =>
    (await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${(await board(project, campaign_id, method)).id}`))
      .snapshot;
  const apart = await read(islands.id, 'bradley-terry');
  expect(apart).toMatchObject({ status: 'disconnected', message: expect.any(String) });
  expect(apart?.rows.map(({ score }) => score)).toEqual([null, null, null, null]);
  const leader = await read(unbeaten.id, 'bradley-terry');
  expect(leader).toMatchObject({ status: 'separable', message: expect.any(String) });
  expect(leader?.rows.map(({ model, score, wins }) => [model, score, wins])).toEqual([
    ['a', null, 2],
    ['b', null, 0],
  ]);
  const even = await read(cycle.id, 'bradley-terry');
  expect(even?.status).toBe('ok');
  for (const { score } of even?.rows ?? []) expect(score).toBeCloseTo(1000, 6);
  expect(await read(unbeaten.id, 'win-rate')).toMatchObject({
    status: 'ok',
    rows: [
      { model: 'a', score: 1 },
      { model: 'b', score: 0 },
    ],
  });
});

/** A new board of a campaign, with its first snapshot. */
async function ranking(project: TestProject, campaign_id: string, method: string): Promise<Snapshot> {
  const { id } = await board(project, campaign_id, method);
  const { snapshot } = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}`);
  if (!snapshot) throw new Error(`the ${method} board has no snapshot`);
  return snapshot;
}

test('each method ranks one board as its closed form says, with what proves it', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  await play(project, id, [...times(6, ['x', 'y']), ...times(2, ['y', 'x']), ...times(4, ['x', 'y', 'tie'])]);
  // Two models have as many free parameters as outcomes, so the fitted chances of win, loss and tie are 6 : 2 : 4 of 12.
  // Bradley–Terry: π_x : π_y = (6 + 4/2) : (2 + 4/2). Davidson: π_x : π_y = 6 : 2, ν = 4/√(6·2).
  // Rao–Kupper: π_x/(π_x + κπ_y) = 1/2 and π_y/(π_y + κπ_x) = 1/6, so both ratios are √5.
  // By the delta method the difference of log strengths has variance 1/8 + 1/4, 1/6 + 1/2 and (1/3 + 3/5 + 2/5)/4;
  // x is first with probability Φ(ln ratio / √variance).
  const closed: [string, number, number, number, Record<string, number>][] = [
    ['bradley-terry', 2, 3 / 8, 0.871, {}],
    ['davidson', 3, 2 / 3, 0.911, { nu: 4 / Math.sqrt(12) }],
    ['rao-kupper', Math.sqrt(5), 1 / 3, 0.918, { kappa: Math.sqrt(5) }],
  ];
  for (const [method, ratio, variance, first, tie] of closed) {
    const { status, rows, diagnostics } = await ranking(project, id, method);
    expect([method, status, rows.map(({ model, rank }) => [model, rank])]).toEqual([
      method,
      'ok',
      [
        ['x', 1],
        ['y', 2],
      ],
    ]);
    expect(rows[0]?.score).toBeCloseTo(1000 + 200 * Math.log10(ratio), 6);
    expect(rows[1]?.score).toBeCloseTo(1000 - 200 * Math.log10(ratio), 6);
    for (const { low, score, high, best_rank, worst_rank } of rows) {
      // Each score moves by half of the difference.
      const half = ((1.959964 * 400) / Math.LN10) * (Math.sqrt(variance) / 2);
      expect((score ?? 0) - (low ?? 0)).toBeCloseTo(half, 3);
      expect((high ?? 0) - (score ?? 0)).toBeCloseTo(half, 3);
      // Twelve ratings do not tell the two apart.
      expect([best_rank, worst_rank]).toEqual([1, 2]);
    }
    expect(diagnostics).toMatchObject({ iterations: expect.any(Number), seed: 1, rounds: 1000 });
    expect(diagnostics?.gradient_norm).toBeLessThan(1e-9);
    for (const [name, value] of Object.entries(tie)) expect(diagnostics?.[name]).toBeCloseTo(value, 6);
    expect((rows[0]?.first_probability ?? 0) + (rows[1]?.first_probability ?? 0)).toBeCloseTo(1, 9);
    // Within three standard errors of a share of 1000 simulated rounds.
    expect(Math.abs((rows[0]?.first_probability ?? 0) - first)).toBeLessThan(0.03);
  }
  const none = { best_rank: null, worst_rank: null, first_probability: null };
  expect(await ranking(project, id, 'win-rate')).toMatchObject({
    rows: [
      { model: 'x', score: 8 / 12, ...none },
      { model: 'y', score: 4 / 12, ...none },
    ],
    diagnostics: { adjusted_for_opponents: 'no' },
  });
  const lottery = await ranking(project, id, 'maximal-lottery');
  expect(lottery).toMatchObject({
    rows: [
      { model: 'x', rank: 1, low: null, high: null, ...none },
      { model: 'y', rank: 2, low: null, high: null, ...none },
    ],
    diagnostics: { tie_rule: 'central path', shrinkage_games: 1 },
  });
  // x beats y more often than not, so x is all of the lottery.
  expect(lottery.rows.map(({ score }) => score)).toEqual([1, 0]);
  expect(lottery.diagnostics?.exploitability).toBeLessThan(1e-9);
});

test('models far apart have one place each, and a circle shares the lottery', async () => {
  const project = await platform.project();
  const ladder = await makeCampaign(project, []);
  await play(project, ladder.id, [
    ...times(28, ['x', 'y']),
    ...times(2, ['y', 'x']),
    ...times(28, ['y', 'z']),
    ...times(2, ['z', 'y']),
    ...times(2, ['y', 'z', 'tie']),
  ]);
  for (const method of ['bradley-terry', 'davidson', 'rao-kupper']) {
    const { rows } = await ranking(project, ladder.id, method);
    expect(rows.map(({ model, best_rank, worst_rank }) => [model, best_rank, worst_rank])).toEqual([
      ['x', 1, 1],
      ['y', 2, 2],
      ['z', 3, 3],
    ]);
    expect(rows[0]?.first_probability).toBeGreaterThan(0.99);
  }
  const circle = await makeCampaign(project, []);
  await play(project, circle.id, [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
  ]);
  const { rows } = await ranking(project, circle.id, 'maximal-lottery');
  for (const { score } of rows) expect(score).toBeCloseTo(1 / 3, 9);
});

test('a method whose likelihood has no maximum refuses, and says what would do', async () => {
  const project = await platform.project();
  const decided = await makeCampaign(project, []);
  await play(project, decided.id, [
    ['a', 'b'],
    ['b', 'a'],
  ]);
  const unbeaten = await makeCampaign(project, []);
  await play(project, unbeaten.id, [['a', 'b']]);
  const { id: unrated } = await makeCampaign(project, []);
  const refused = { score: null, low: null, high: null, best_rank: null, worst_rank: null, first_probability: null };
  for (const method of ['davidson', 'rao-kupper']) {
    expect(await ranking(project, decided.id, method)).toMatchObject({
      status: 'separable',
      message: expect.stringContaining('use bradley-terry'),
      rows: [refused, refused],
      diagnostics: null,
    });
  }
  for (const method of ['davidson', 'rao-kupper', 'maximal-lottery']) {
    expect(await ranking(project, unbeaten.id, method)).toMatchObject({
      status: 'separable',
      rows: [refused, refused],
    });
    expect(await ranking(project, unrated, method)).toMatchObject({ status: 'empty', rows: [], diagnostics: null });
  }
});

test('in a stream of ratings snapshots keep their distance, and none is lost', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const { id: board_id } = await board(project, id);
  const latest = async () => (await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${board_id}`)).snapshot;
  await play(project, id, [
    ['x', 'y'],
    ['y', 'x'],
  ]);
  await play(project, id, [['x', 'y']], 2);
  // The snapshot that the board was made with is seconds old.
  expect(await latest()).toMatchObject({ version: 1, watermark: 0 });
  await platform.scheduled();
  expect(await latest()).toMatchObject({ version: 2, watermark: 3 });
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const rest = 'UPDATE snapshots SET created_at = created_at - 10000 WHERE project_id = ?';
  await db.prepare(rest).bind(project.project_id).run();
  await play(project, id, [['x', 'y']], 3);
  await expect.poll(latest, { timeout: 10_000 }).toMatchObject({ version: 3, watermark: 4 });
});

test('a snapshot from before there were ranges and diagnostics is still read', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const { id: board_id } = await board(project, id, 'win-rate');
  const row = { model: 'x', rank: 1, score: 0.5, low: 0.4, high: 0.6, wins: 1, losses: 1, ties: 0 };
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  await db
    .prepare('UPDATE snapshots SET rows = ?2, diagnostics = NULL WHERE project_id = ?1')
    .bind(project.project_id, JSON.stringify([row]))
    .run();
  expect((await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${board_id}`)).snapshot).toMatchObject({
    rows: [{ ...row, best_rank: null, worst_rank: null, first_probability: null }],
    diagnostics: null,
  });
});

test('leaderboards are listed, belong to one project, and need `campaigns` to write', async () => {
  const owner = await platform.project();
  const stranger = await platform.project();
  const { id: campaign_id } = await makeCampaign(owner, [['x', 'y']]);
  const reader = await platform.key(owner, ['read']);
  const first = await board(owner, campaign_id);
  const second = await board(owner, campaign_id, 'win-rate');
  const page = await reader.json<{ data: Leaderboard[]; next_cursor: string }>('GET', '/v1/leaderboards?limit=1');
  const rest = await reader.json('GET', `/v1/leaderboards?limit=1&cursor=${page.next_cursor}`);
  expect([page.data, rest]).toEqual([[second], { data: [first], next_cursor: null }]);
  expect(await stranger.json('GET', '/v1/leaderboards')).toEqual({ data: [], next_cursor: null });
  for (const path of [`/v1/leaderboards/${first.id}`, `/v1/leaderboards/${first.id}/snapshots`]) {
    await stranger.json('GET', path, undefined, 404);
    expect((await platform.request(path)).status).toBe(401);
  }
  await stranger.json('POST', `/v1/leaderboards/${first.id}/refresh`, undefined, 404);
  await stranger.json('POST', '/v1/leaderboards', { name: 'mine', campaign_id }, 404);
  await reader.json('POST', '/v1/leaderboards', { name: 'mine', campaign_id }, 403);
  await reader.json('POST', `/v1/leaderboards/${first.id}/refresh`, undefined, 403);
  await owner.json('POST', '/v1/leaderboards', { name: 'mine', campaign_id, method: 'guess' }, 400);
  await owner.json('GET', `/v1/leaderboards/${first.id}/snapshots?cursor=x`, undefined, 400);
});
