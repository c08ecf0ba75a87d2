import { expect, test } from 'vitest';
import type { Rating } from '../../schema/contracts/campaigns.ts';
import type { RatingsImported } from '../../schema/contracts/rating-imports.ts';
import type { ResponseScores } from '../../schema/contracts/response-scores.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { importLines } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

async function withComparisons(project: TestProject, fields: Record<string, unknown> = {}) {
  const { id } = await makeCampaign(project, [], fields);
  const comparisons = ['y', 'z'].map((model_b) => ({
    ...{ prompt: 'p', response_a: 'a', response_b: 'b', model_a: 'x', model_b },
  }));
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${id}/comparisons`, { comparisons });
  return { id, ids };
}
const ratingsOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings`)).data;

test('ratings made elsewhere come in once, under raters whose names are not kept', async () => {
  const project = await platform.project();
  const { id, ids } = await withComparisons(project, { criteria: ['accuracy'] });
  const lines = [
    { comparison_id: ids[0], rater: 'ann@example.org', choice: 'a', criteria: { accuracy: 'b' }, created_at: 5 },
    {
      comparison_id: ids[0],
      rater: 'bob@example.org',
      choice: 'b',
      shown_first: 'b',
      duration_ms: 70,
      verified: false,
    },
    { comparison_id: ids[1], rater: 'ann@example.org', choice: 'both_bad', comment: 'neither' },
  ];
  const dry = await importLines(project, id, lines, '?dry_run=true');
  expect(dry).toEqual({
    dry_run: true,
    lines: 3,
    comparisons_added: 0,
    added: 3,
    repeated: 0,
    problem_count: 0,
    problems: [],
  });
  expect(await ratingsOf(project, id)).toEqual([]);
  expect(await importLines(project, id, lines)).toMatchObject({ dry_run: false, added: 3, repeated: 0 });
  const [third, second, first] = await ratingsOf(project, id);
  expect(first).toMatchObject({
    ...{ choice: 'left', model_left: 'x', winner: 'x', criteria: { accuracy: 'right' }, created_at: 5 },
    ...{ source: 'people', verified: true, held: false, probability: null },
  });
  // B stood on the left and was preferred.
  expect(second).toMatchObject({ choice: 'left', model_left: 'y', winner: 'y', verified: false, duration_ms: 70 });
  expect(third).toMatchObject({ choice: 'both_bad', winner: null, comment: 'neither', rater_id: first?.rater_id });
  expect(second?.rater_id).not.toBe(first?.rater_id);
  expect(JSON.stringify([first, second, third])).not.toContain('example.org');
  // Again, and with another opinion: the first stands.
  const again = [...lines, { comparison_id: ids[1], rater: 'bob@example.org', choice: 'a' }];
  expect(await importLines(project, id, [{ ...again[0], choice: 'b' }, ...again.slice(1)])).toMatchObject({
    added: 1,
    repeated: 3,
  });
  expect(await ratingsOf(project, id)).toHaveLength(4);
});

test('a campaign of single responses takes scores, by raters and by a judge that scores; one of pairs takes none', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [], { kind: 'single' });
  const comparisons = [{ prompt: 'p', response_a: 'a', model_a: 'x' }];
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${id}/comparisons`, { comparisons });
  // Nobody asks them anything here.
  const provider = { kind: 'chat', base_url: 'https://models.example/v1', model: 'any' };
  const judge = (mode: string) => project.json<{ id: string }>('POST', '/v1/judges', { name: mode, mode, provider });
  const [scores, chooses] = await Promise.all([judge('score'), judge('pair')]);
  const scored = { comparison_id: ids[0], rater: 'ann', score: 4 };
  const judged = { comparison_id: ids[0], judge_id: scores.id, score: 2, shown_first: 'b' };
  const lines = [
    scored,
    { comparison_id: ids[0], rater: 'bob', choice: 'a' },
    { comparison_id: ids[0], rater: 'bob', choice: 'a', score: 2 },
    { comparison_id: ids[0], judge_id: chooses.id, score: 2 },
    judged,
  ];
  expect((await importLines(project, id, lines)).problems).toEqual([
    { line: 2, message: 'choice: must be left out, and a score given: this campaign rates single responses' },
    { line: 3, message: 'choice: must be given for a pair, or a score for a single response, and not both' },
    { line: 4, message: `judge_id: the project has no judge ${chooses.id} of mode score or rubric` },
  ]);
  expect(await importLines(project, id, [scored, judged])).toMatchObject({ added: 2, problem_count: 0 });
  const stored = await ratingsOf(project, id);
  expect(
    stored.map(({ source, choice, score, model_left, winner }) => [source, choice, score, model_left, winner]),
  ).toEqual([
    [scores.id, 'scored', 2, 'x', null],
    ['people', 'scored', 4, 'x', null],
  ]);
  const { models } = await project.json<ResponseScores>('GET', `/v1/campaigns/${id}/scores`);
  expect(models).toMatchObject([{ model: 'x', distribution: [0, 0, 0, 1, 0], mean: { value: 4 } }]);
  const pairs = await withComparisons(project);
  expect((await importLines(project, pairs.id, [{ ...scored, comparison_id: pairs.ids[0] }])).problems).toEqual([
    { line: 1, message: 'score: must be left out, and a choice given: this campaign compares two models' },
  ]);
});

test('each problem is told by its line, and with any of them nothing is written', async () => {
  const project = await platform.project();
  const other = await platform.project();
  const { id, ids } = await withComparisons(project);
  const foreign = await withComparisons(other);
  const rule = await project.json<{ id: string }>('POST', '/v1/judges', {
    ...{ name: 'exact', mode: 'reference', provider: { kind: 'rule', verifier: 'exact' } },
  });
  const csv = [
    'comparison_id,rater,judge_id,choice,probability,criteria.accuracy,comment',
    `${ids[0]},ann,,a,,,"two`,
    `lines"`,
    `${ids[0]},bob,,left,,,`,
    `${foreign.ids[0]},bob,,a,,,`,
    `${ids[0]},bob,,a,0.5,,`,
    `${ids[0]},bob,,a,,b,`,
    `${ids[0]},,${rule.id},a,0.5,,`,
    `${ids[0]},,,a,,,`,
    `${ids[0]},bob,,a`,
  ].join('\n');
  const send = (body: string, type = 'text/csv', to = id) =>
    project.request(`/v1/campaigns/${to}/ratings/imports`, { method: 'POST', body, headers: { 'content-type': type } });
  const read = (await (await send(csv)).json()) as RatingsImported;
  expect(read).toMatchObject({ lines: 8, added: 0, problem_count: 7 });
  expect(read.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
    expect.stringMatching(/^4 choice: .*"a"\|"b"\|"tie"\|"both_good"\|"both_bad"/),
    `5 comparison_id: the campaign has no comparison ${foreign.ids[0]}`,
    '6 probability: is for judges; leave it out for people',
    '7 criteria: the campaign has no criterion "accuracy"; it has none',
    `8 judge_id: the project has no judge ${rule.id} of mode pair`,
    '9 rater: must name a rater or a judge_id, and not both',
    '10 has 4 cells; the header has 7',
  ]);
  expect(await ratingsOf(project, id)).toEqual([]);
  for (const [body, type] of [
    ['rater,choice\nann,a', 'text/csv'],
    ['comparison_id,rater,choice,mood\nx,ann,a,fine', 'text/csv'],
    ['{}', 'application/json'],
  ] as const) {
    expect((await send(body, type)).status, body).toBe(400);
  }
  expect((await importLines(project, id, [{ comparison_id: ids[0], rater: 'ann' }])).problems).toEqual([
    { line: 1, message: expect.stringContaining('choice') },
  ]);
  const scoped = await platform.key(project, ['read', 'campaigns', 'judge']);
  await expect(importLines(scoped, id, [])).rejects.toThrow('403');
  for (const [type, who] of [
    ['application/x-ndjson', 'cat'],
    ['application/jsonl; charset=utf-8', 'dan'],
  ] as const) {
    // Two lines are not one JSON text.
    const lines = [1, 2].map((n) => JSON.stringify({ comparison_id: ids[0], rater: `${who} ${n}`, choice: 'b' }));
    expect(await (await send(lines.join('\n'), type)).json(), type).toMatchObject({ added: 2 });
  }
  const rater = await platform.key(project, ['rate']);
  expect(await importLines(rater, id, [{ comparison_id: ids[0], rater: 'ann', choice: 'tie' }])).toMatchObject({
    added: 1,
  });
});
