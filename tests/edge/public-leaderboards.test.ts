import { parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import type { PublicLeaderboard } from '../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard, LeaderboardResult, Snapshot } from '../../schema/contracts/leaderboards.ts';
import { recompute } from '../../workers/api/rankings/offline/recompute.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { importLines, rateAll } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

/** A published board of four models with a circle in it, whose raters have names. */
async function publishedBoard(project: TestProject, fields: Record<string, unknown> = {}) {
  const { id: campaign_id } = await makeCampaign(project, [], { name: 'A <crowd>' });
  const pairs: [string, string, string][] = [
    ...(['aab', 'bbc', 'cca', 'aad', 'bbd', 'cdd'] as const).flatMap((word): [string, string, string][] => {
      const [x = '', y = '', z = ''] = word;
      return [
        [x, z === x ? y : z, 'a'],
        [y, z === y ? x : z, 'a'],
        [x, z === x ? y : z, 'b'],
        [x, z, 'tie'],
      ];
    }),
  ].filter(([x, y]) => x !== y) as [string, string, string][];
  const ids = await rateAll(
    project,
    campaign_id,
    pairs.map(([a, b, choice], i) => ({
      ...{ a: `model ${a}`, b: `model ${b}`, response_a: `# Title ${i}`, response_b: 'plain' },
      ratings: [{ rater: `someone${i % 5}@example.org`, choice }],
    })),
  );
  const board = await project.json<Leaderboard>('POST', '/v1/leaderboards', {
    ...{ name: '=Best & "brightest"', campaign_id, ...fields },
  });
  const { slug } = await project.json<Leaderboard>('PATCH', `/v1/leaderboards/${board.id}`, { public: true });
  return { board, campaign_id, ids, path: `/v1/public/leaderboards/${slug}`, slug: slug ?? '' };
}
const latest = (project: TestProject, id: string) => project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}`);

test("a judge's board names its judge", async () => {
  const project = await platform.project();
  const provider = { kind: 'chat', base_url: 'http://127.0.0.1:9/v1', model: 'm' };
  const judge = await project.json<{ id: string }>('POST', '/v1/judges', { name: 'Strict', mode: 'pair', provider });
  const source = { kind: 'judge', judge_id: judge.id };
  const { path } = await publishedBoard(project, { settings: { source } });
  expect(await (await platform.request(path)).json()).toMatchObject({
    ...{ settings: { source }, judge: { name: 'Strict', version: 1 }, snapshot: { status: 'empty' } },
  });
});

test('what is published anyone may read, from any origin; what is withdrawn is gone at once', async () => {
  const project = await platform.project();
  const { board, path, slug } = await publishedBoard(project);
  expect(slug).toMatch(/^best-brightest-[0-9a-z]{12}$/);
  const { snapshot } = await latest(project, board.id);
  const response = await platform.request(path, { headers: { origin: 'https://elsewhere.example' } });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=600');
  const shown = (await response.json()) as PublicLeaderboard;
  const { leaderboard_id: _, ...open } = snapshot ?? { leaderboard_id: '' };
  expect(shown).toEqual({
    ...{ slug, name: board.name, method: 'bradley-terry', settings: board.settings, snapshot: open, retirements: [] },
    campaign: { name: 'A <crowd>', question: 'Which answer is better?' },
    judge: null,
  });
  // Neither whose it is nor the ids of what it rests on.
  expect(JSON.stringify(shown)).not.toMatch(/prj_|cmp_|ldb_|example\.org/);
  for (const part of ['/history', '/win-matrix', '/export', '/badge.svg'])
    expect((await platform.request(path + part)).status, part).toBe(200);
  await project.json('PATCH', `/v1/leaderboards/${board.id}`, { public: false });
  for (const part of ['', '/history', '/win-matrix', '/export', '/badge.svg'])
    expect((await platform.request(path + part)).status, part).toBe(404);
  const again = await project.json<Leaderboard>('PATCH', `/v1/leaderboards/${board.id}`, { public: true, name: 'New' });
  expect(again).toMatchObject({ slug, name: 'New', public: true });
  const { data } = await project.json<{ data: { action: string }[] }>('GET', '/v1/audit');
  expect(data.filter(({ action }) => action.startsWith('leaderboard.')).map(({ action }) => action)).toEqual([
    ...['leaderboard.publish', 'leaderboard.withdraw', 'leaderboard.publish'],
  ]);
});

test('an unchanged answer is 304, a new snapshot another one', async () => {
  const project = await platform.project();
  const { campaign_id, ids, path } = await publishedBoard(project);
  for (const part of ['', '/history', '/win-matrix', '/export?format=csv', '/badge.svg']) {
    const first = await platform.request(path + part);
    const text = await first.text();
    const etag = first.headers.get('etag') ?? '';
    expect(etag, part).toMatch(/^"[0-9a-f]{32}"$/);
    const known = await platform.request(path + part, { headers: { 'if-none-match': `"x", W/${etag}` } });
    expect([known.status, known.headers.get('etag'), await known.text()], part).toEqual([304, etag, '']);
    // Kept at the edge, and the same.
    const kept = await platform.request(path + part);
    expect([await kept.text(), kept.headers.get('content-type')], part).toEqual([
      text,
      first.headers.get('content-type'),
    ]);
    await importLines(project, campaign_id, [{ comparison_id: ids[0], rater: `new ${part}`, choice: 'a' }]);
    const next = await platform.request(path + part, { headers: { 'if-none-match': etag } });
    expect(next.status, part).toBe(200);
    expect(next.headers.get('etag'), part).not.toBe(etag);
  }
});

test('exports hold the same numbers in each format, and raters without names', async () => {
  const project = await platform.project();
  const { board, path } = await publishedBoard(project);
  const { snapshot } = await latest(project, board.id);
  const get = async (query: string) => {
    const response = await platform.request(`${path}/export?${query}`);
    expect(response.status, query).toBe(200);
    expect(response.headers.get('content-disposition'), query).toContain(`attachment; filename="board-v1-`);
    return response;
  };
  for (const part of ['board', 'pair-counts', 'ratings']) {
    const rows = (await (await get(`part=${part}`)).json()) as Record<string, unknown>[];
    const parquet = await parquetReadObjects({ file: await (await get(`part=${part}&format=parquet`)).arrayBuffer() });
    expect(
      parquet.map((row) => ({ ...row })),
      part,
    ).toEqual(rows);
    const text = await (await get(`part=${part}&format=csv`)).text();
    const csv = Papa.parse<Record<string, string>>(text.trim(), { header: true }).data;
    expect(csv, part).toEqual(
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, String(cell ?? '')]))),
    );
    expect(text + JSON.stringify(rows), part).not.toMatch(/example\.org|rtr_/);
    if (part === 'board')
      expect(rows).toEqual(
        snapshot?.rows.map((row) => expect.objectContaining({ model: row.model, score: row.score })),
      );
    else {
      const counted = rows.reduce(
        (sum, row) => sum + (part === 'ratings' ? 1 : Number(row.wins_a) + Number(row.wins_b) + Number(row.ties)),
        0,
      );
      expect(counted, part).toBe(snapshot?.watermark);
    }
    if (part === 'ratings') expect(new Set(rows.map(({ rater }) => rater)).size).toBe(5);
  }
  expect((await platform.request(`${path}/export?part=snapshot&format=csv`)).status).toBe(400);
  expect((await platform.request(`${path}/export?version=99`)).status).toBe(404);
});

test('any snapshot made again from its export has the same bytes; changed inputs have others', async () => {
  const project = await platform.project();
  for (const fields of [
    {},
    { settings: { intervals: { kind: 'sandwich' }, prior_games: 0.5 } },
    { settings: { intervals: { kind: 'bootstrap', rounds: 100 }, seed: 7 } },
    { method: 'davidson' },
    { method: 'rao-kupper' },
    { method: 'maximal-lottery' },
    { method: 'elo' },
    { method: 'win-rate' },
  ]) {
    const { board, campaign_id, ids } = await publishedBoard(project, fields);
    await importLines(project, campaign_id, [{ comparison_id: ids[0], rater: 'late', choice: 'b' }]);
    const { snapshot } = await latest(project, board.id);
    expect(snapshot?.status, JSON.stringify(fields)).toBe('ok');
    for (const version of [1, 2]) {
      const response = await project.request(`/v1/leaderboards/${board.id}/export?part=snapshot&version=${version}`);
      const text = await response.text();
      expect(response.status, text).toBe(200);
      const made = await recompute(text);
      expect(made, JSON.stringify(fields)).toMatchObject({ same: true, version, computed: made.published });
      if (version === 2) {
        expect(made.computed.result_sha256).toBe(snapshot?.result_sha256);
        const { status, rows, analysis } = JSON.parse(made.result) as Snapshot;
        expect({ status, rows, analysis }).toEqual({
          status: 'ok',
          rows: snapshot?.rows,
          analysis: snapshot?.analysis,
        });
      }
      const other = JSON.parse(text) as { inputs: { counts: { wins_a: number }[] } };
      for (const row of other.inputs.counts) row.wins_a += 1;
      expect((await recompute(JSON.stringify(other))).same).toBe(false);
    }
  }
});

test('a snapshot whose ratings were held since can no longer be made again, and says so', async () => {
  const project = await platform.project();
  const { board, campaign_id } = await publishedBoard(project);
  const { data } = await project.json<{ data: { rater_id: string }[] }>('GET', `/v1/campaigns/${campaign_id}/ratings`);
  await project.json('PATCH', `/v1/campaigns/${campaign_id}/raters/${data[0]?.rater_id}`, { held: true });
  const get = (version: number) => `/v1/leaderboards/${board.id}/export?part=snapshot&version=${version}`;
  expect(await project.json('GET', get(1), undefined, 410)).toMatchObject({
    detail: expect.stringContaining('held back'),
  });
  expect((await recompute(await (await project.request(get(2))).text())).same).toBe(true);
});

test('the badge tells the leader or a model, and no name breaks out of it', async () => {
  const project = await platform.project();
  const { board, path } = await publishedBoard(project);
  const { snapshot } = await latest(project, board.id);
  const response = await platform.request(`${path}/badge.svg`);
  expect(response.headers.get('content-type')).toBe('image/svg+xml');
  const svg = await response.text();
  expect(svg).toContain(`${snapshot?.rows[0]?.model}: #1`);
  expect(svg).toContain('=Best &#38; &#34;brightest&#34;');
  const last = snapshot?.rows.at(-1);
  const named = await (
    await platform.request(`${path}/badge.svg?model=${encodeURIComponent(last?.model ?? '')}`)
  ).text();
  expect(named).toContain(`${last?.model}: #${last?.rank}`);
  expect(await (await platform.request(`${path}/badge.svg?model=%3Cscript%3E`)).text()).toContain('not ranked yet');
});
