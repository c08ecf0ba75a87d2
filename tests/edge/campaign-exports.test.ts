import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import type { RatingLine } from '../../schema/contracts/campaigns.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { importLines } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();
type Line = Record<string, unknown>;

async function exported(project: TestProject, id: string, query: string): Promise<Line[]> {
  const response = await project.request(`/v1/campaigns/${id}/export?${query}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}

/** Three comparisons: A much better by two of three, a tie, both bad; and a gold one. */
async function rated(project: TestProject) {
  const { id } = await makeCampaign(project, [], { criteria: ['tone'], overlap: 5 });
  const chat = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Third?' },
  ];
  const one = (prompt: unknown, gold: string | null = null) => ({
    ...{
      prompt,
      response_a: `a "${String(prompt).slice(0, 5)}"`,
      response_b: '=b',
      model_a: 'm1',
      model_b: 'm2',
      gold,
    },
  });
  const comparisons = [one('First?'), one('Second?'), one(chat), one('Known?', 'a')];
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${id}/comparisons`, { comparisons });
  const line = (at: number, rater: string, choice: RatingLine['choice'], more: Line = {}) => ({
    ...{ comparison_id: ids[at], rater, choice, ...more },
  });
  await importLines(project, id, [
    line(0, 'x', 'a', { strength: 2, criteria: { tone: 'b' }, shown_first: 'b', duration_ms: 900, created_at: 7 }),
    line(0, 'y', 'a', { comment: 'clear,\n"really"' }),
    line(0, 'z', 'b'),
    line(1, 'x', 'tie'),
    line(2, 'x', 'both_bad'),
    line(3, 'x', 'a'),
  ]);
  return { id, ids };
}

test('preferences in the form TRL reads: most votes decide, with a margin; ties are left out or go both ways', async () => {
  const project = await platform.project();
  const { id, ids } = await rated(project);
  const first = {
    prompt: [{ role: 'user', content: 'First?' }],
    chosen: [{ role: 'assistant', content: 'a "First"' }],
    rejected: [{ role: 'assistant', content: '=b' }],
    // Two votes for A, one of them strong, one for B: (2 + 1 − 1) / 3.
    ...{ margin: 2 / 3, agreement: 2 / 3, votes: 3, chosen_model: 'm1', rejected_model: 'm2' },
    ...{ comparison_id: ids[0], rating_id: null },
  };
  expect(await exported(project, id, 'kind=preferences')).toEqual([first]);
  const split = await exported(project, id, 'kind=preferences&ties=split&form=text');
  expect(split.map(({ prompt, chosen, margin }) => [prompt, chosen, margin]).toSorted()).toEqual([
    ['First?', 'a "First"', 2 / 3],
    ['Second?', '=b', 0],
    ['Second?', 'a "Secon"', 0],
  ]);
  const raw = await exported(project, id, 'kind=preferences&by=rating');
  expect(raw.map(({ chosen_model, margin, votes }) => [chosen_model, margin, votes])).toEqual([
    ['m1', 2, 1],
    ['m1', 1, 1],
    ['m2', 1, 1],
  ]);
  expect(raw.every(({ rating_id }) => String(rating_id).startsWith('asn_'))).toBe(true);
  // By a criterion, which only one rater answered.
  expect(await exported(project, id, 'kind=preferences&criterion=tone')).toMatchObject([
    { chosen_model: 'm2', votes: 1 },
  ]);
});

test('KTO labels each answer that the votes call good or bad, single responses by their scores', async () => {
  const project = await platform.project();
  const { id } = await rated(project);
  const lines = await exported(project, id, 'kind=kto&form=text');
  expect(lines.map(({ prompt, completion, label }) => [prompt, completion, label]).toSorted()).toEqual([
    ['First?', '=b', false],
    ['First?', 'a "First"', true],
    ['system: Be brief.\n\nuser: Third?', '=b', false],
    ['system: Be brief.\n\nuser: Third?', expect.any(String), false],
  ]);
});

test('raw ratings tell the order shown and mark gold ones; what is held is left out, added or alone', async () => {
  const project = await platform.project();
  const { id, ids } = await rated(project);
  const lines = await exported(project, id, '');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatchObject({
    ...{ comparison_id: ids[0], choice: 'right', strength: 2, shown_first: 'b', model_left: 'm2', model_right: 'm1' },
    ...{
      winner: 'm1',
      duration_ms: 900,
      created_at: 7,
      criteria: { tone: 'left' },
      gold: false,
      held: false,
      arrival: 1,
    },
  });
  expect(lines.map(({ gold }) => gold)).toEqual([false, false, false, false, false, true]);
  await project.json('PATCH', `/v1/campaigns/${id}/raters/${lines[0]?.rater_id}`, { held: true });
  expect(await exported(project, id, '')).toHaveLength(2);
  expect(await exported(project, id, 'held=include')).toHaveLength(6);
  expect(await exported(project, id, 'held=only')).toHaveLength(4);
  expect(await exported(project, id, 'kind=preferences&held=only')).toMatchObject([{ votes: 1, margin: 2 }]);
  expect(await exported(project, id, 'verified_only=true&source=all')).toHaveLength(2);
});

test('CSV and Parquet say the same as JSONL', async () => {
  const project = await platform.project();
  const { id } = await rated(project);
  const parquet = async (query: string) => {
    const response = await project.request(`/v1/campaigns/${id}/export?format=parquet&${query}`);
    expect(response.headers.get('content-disposition')).toMatch(/\.parquet"$/);
    return parquetReadObjects({ file: await response.arrayBuffer() });
  };
  for (const query of ['kind=preferences&ties=split', 'kind=preferences&form=text', 'kind=kto', 'kind=win-matrix'])
    expect(await parquet(query)).toEqual(await exported(project, id, query));
  const json = (one: Line) => ({
    ...one,
    ...Object.fromEntries(['criteria', 'reasons', 'tags'].map((name) => [name, JSON.stringify(one[name])])),
  });
  expect(await parquet('')).toEqual((await exported(project, id, '')).map(json));
  const csv = await (await project.request(`/v1/campaigns/${id}/export?format=csv&kind=preferences&form=text`)).text();
  expect(csv.split('\r\n').slice(0, 2)).toEqual([
    'prompt,chosen,rejected,margin,agreement,votes,chosen_model,rejected_model,comparison_id,rating_id',
    expect.stringMatching(/^First\?,"a ""First""",=b|'=b/),
  ]);
});

test('the results of each pair of models, and nothing of another project', async () => {
  const project = await platform.project();
  const { id } = await rated(project);
  expect(await exported(project, id, 'kind=win-matrix')).toEqual([
    { model_a: 'm1', model_b: 'm2', wins_a: 2, wins_b: 1, ties: 1, both_good: 0, both_bad: 1, share_a: 0.625 },
  ]);
  const other = await platform.project();
  expect((await other.request(`/v1/campaigns/${id}/export`)).status).toBe(404);
  expect((await project.request(`/v1/campaigns/${id}/export?kind=everything`)).status).toBe(400);
});
