import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Leaderboard } from '../../schema/contracts/leaderboards.ts';
import { openTestPlatform } from '../platform.ts';
import { assay, temporaryFolder } from './command-line.ts';
import { rateAll } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();
const cwd = temporaryFolder();

test('a CSV is ranked as a leaderboard is, and a line that cannot be read is named', async () => {
  const rows = [
    'id,model_a,winner,model_b',
    '1,x,a,y',
    '2,x,"x","y"',
    '3,y,model_b,x',
    '4,x,y,y',
    '5,x,tie,y',
    '6,x,both_bad,y',
    '',
  ];
  writeFileSync(join(cwd, 'small.csv'), `\uFEFF${rows.join('\r\n')}`);
  const ran = await assay(['board', 'rank', 'small.csv', '--json'], { cwd });
  const made = JSON.parse(ran.out) as { comparisons: number; rows: { model: string; score: number; wins: number }[] };
  expect([ran.code, made.comparisons]).toEqual([0, 6]);
  // Two models: θ_x − θ_y = ln(3.5/1.5).
  expect(made.rows).toMatchObject([
    { model: 'x', score: expect.closeTo(1000 + 200 * Math.log10(3.5 / 1.5), 6), wins: 3, losses: 1, ties: 1 },
    { model: 'y', score: expect.closeTo(1000 - 200 * Math.log10(3.5 / 1.5), 6), wins: 1, losses: 3, ties: 1 },
  ]);
  expect((await assay(['board', 'rank', 'small.csv'], { cwd })).out).toMatch(/^rank {2}model/);
  for (const [text, fault] of [
    ['model_a,model_b,winner\nx,y,maybe\n', 'line 2: winner "maybe"'],
    ['model_a,model_b,winner\nx,x,a\n', 'line 2 compares x with itself'],
    ['model_a,model_b\nx,y\n', 'lacks the column winner'],
    ['model_a,model_b,winner\nx,y\n', 'line 2 has 2 cells'],
  ] as const) {
    writeFileSync(join(cwd, 'bad.csv'), text);
    const refused = await assay(['board', 'rank', 'bad.csv'], { cwd });
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(fault)]);
  }
  writeFileSync(join(cwd, 'unbeaten.csv'), 'model_a,model_b,winner\nx,y,a\n');
  const unbeaten = await assay(['board', 'rank', 'unbeaten.csv'], { cwd });
  expect([unbeaten.code, unbeaten.err]).toEqual([1, expect.stringContaining('separable: x never lost')]);
  expect((await assay(['board', 'rank', 'unbeaten.csv', '--prior-games', '1'], { cwd })).code).toBe(0);
});

test('a snapshot is made again from its export with one command; one that was changed is not the same', async () => {
  const project = await platform.project();
  const { id: campaign_id } = await makeCampaign(project, []);
  const pairs = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['a', 'c'],
    ['b', 'a'],
    ['c', 'b'],
  ] as const;
  await rateAll(
    project,
    campaign_id,
    pairs.map(([a, b], i) => ({ a, b, ratings: [{ rater: `r${i}`, choice: i === 3 ? 'tie' : 'a' }] })),
  );
  const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Board', campaign_id });
  const text = await (await project.request(`/v1/leaderboards/${id}/export?part=snapshot`)).text();
  writeFileSync(join(cwd, 'snapshot.json'), text);
  const same = await assay(['board', 'recompute', 'snapshot.json'], { cwd });
  expect([same.code, same.err]).toEqual([0, expect.stringContaining('Board v1: the same bytes')]);
  const { result_sha256 } = JSON.parse(text) as { result_sha256: string };
  expect(same.err).toContain(result_sha256);
  writeFileSync(join(cwd, 'changed.json'), text.replace('"wins_a":1', '"wins_a":2'));
  const changed = await assay(['board', 'recompute', 'changed.json'], { cwd });
  expect([changed.code, changed.err]).toEqual([1, expect.stringContaining('NOT the same')]);
  // One that single ratings and their raters decide.
  const crowd = { name: 'Crowd', campaign_id, method: 'crowd-bt' };
  const { id: by_rater } = await project.json<Leaderboard>('POST', '/v1/leaderboards', crowd);
  const file = await (await project.request(`/v1/leaderboards/${by_rater}/export?part=snapshot`)).text();
  writeFileSync(join(cwd, 'crowd.json'), file);
  const crowded = await assay(['board', 'recompute', 'crowd.json'], { cwd });
  expect([crowded.code, crowded.err]).toEqual([0, expect.stringContaining('Crowd v1: the same bytes')]);
  const none = await assay(['board', 'recompute', 'small.csv'], { cwd });
  expect(none.code).toBe(2);
});
