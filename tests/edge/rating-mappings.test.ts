import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comparison, Rating } from '../../schema/contracts/campaigns.ts';
import type { RatingsImported } from '../../schema/contracts/rating-imports.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { llmfao } from './llmfao.ts';
import { makeCampaign } from './rater.ts';

/*
 * Made-up lines in the layouts that are published: lmsys/chatbot_arena_conversations and lmsys/mt_bench_human_judgments (dataset cards);
 * the LLMFAO crowd is the real file.
 */
const platform = await openTestPlatform();

const jsonl = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const send = (project: TestProject, id: string, body: string, query: Record<string, string>) =>
  project.request(`/v1/campaigns/${id}/ratings/imports?${new URLSearchParams(query)}`, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } },
  });
async function take(project: TestProject, id: string, body: string, query: Record<string, string>) {
  const response = await send(project, id, body, query);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as RatingsImported;
}
const refused = async (project: TestProject, id: string, body: string, query: Record<string, string>) => {
  const response = await send(project, id, body, query);
  return `${response.status} ${((await response.json()) as { detail: string }).detail}`;
};
async function stored(project: TestProject, id: string) {
  const of = async <T>(what: string) => (await project.json<{ data: T[] }>('GET', `/v1/campaigns/${id}/${what}`)).data;
  return { comparisons: await of<Comparison>('comparisons'), ratings: await of<Rating>('ratings') };
}

const talk = (model: string, turns: number) =>
  Array.from({ length: turns }, (_, i) => [
    { role: 'user', content: `q${i + 1}` },
    { role: 'assistant', content: `${model} ${i + 1}` },
  ]).flat();
const vote = (winner: string, judge: object, turn: number, more: object = {}) => ({
  ...{ question_id: 81, model_a: 'm1', model_b: 'm2', winner, turn },
  ...{ conversation_a: talk('m1', 2), conversation_b: talk('m2', 2), ...judge, ...more },
});

test('votes of LMArena and MT-Bench bring their comparisons, once', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const lines = jsonl([
    vote('model_b', { judge: 'expert_0' }, 1),
    vote('tie', { judge: 'expert_1' }, 1),
    vote('tie (inconsistent)', { judge: 'gpt' }, 2),
    vote('tie (bothbad)', { judge_hash: 'arena_user_1' }, 2, { tstamp: 1682351591.1322 }),
    {
      ...{ question: 'q', answer_a: 'one', answer_b: 'two', model_a: 'm1', model_b: 'm2', winner: 'model_a' },
      judge: 'expert_0',
    },
  ]);
  const query = { mapping: 'arena', format: 'jsonl' };
  const told = { lines: 5, comparisons_added: 3, added: 5, repeated: 0, problem_count: 0, problems: [] };
  expect(await take(project, id, lines, { ...query, dry_run: 'true' })).toEqual({ dry_run: true, ...told });
  expect(await stored(project, id)).toEqual({ comparisons: [], ratings: [] });
  expect(await take(project, id, lines, query)).toEqual({ dry_run: false, ...told });
  expect(await take(project, id, lines, query)).toMatchObject({ comparisons_added: 0, added: 0, repeated: 5 });
  const { comparisons, ratings } = await stored(project, id);
  const said = comparisons.map(({ prompt, response_a, response_b, rating_count }) =>
    [prompt, response_a, response_b, rating_count].join('|'),
  );
  expect(said.toSorted()).toEqual([
    'q1|Assistant: m1 1\n\nUser: q2\n\nAssistant: m1 2|Assistant: m2 1\n\nUser: q2\n\nAssistant: m2 2|2',
    'q1|m1 1|m2 1|2',
    'q|one|two|1',
  ]);
  expect(ratings.map(({ choice, winner }) => [choice, winner]).reverse()).toEqual([
    ['right', 'm2'],
    ['tie', null],
    ['tie', null],
    ['both_bad', null],
    ['left', 'm1'],
  ]);
  expect(ratings[1]?.created_at).toBe(1682351591132);
  expect(ratings[0]?.rater_id).toBe(ratings[4]?.rater_id);
  expect(JSON.stringify(ratings)).not.toContain('expert');
});

test('a vote that cannot be read is told by its line, and nothing of the file is written', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const judge = { judge: 'ann' };
  const { winner: _, ...without } = vote('tie', judge, 1);
  const lines = jsonl([
    vote('model_a', judge, 1),
    vote('neither', judge, 1),
    vote('tie', judge, 3),
    vote('tie', {}, 1),
    vote('tie', judge, 1, { model_b: 'm1' }),
    vote('tie', judge, 1, { conversation_b: 'text' }),
    without,
  ]);
  const read = await take(project, id, lines, { mapping: 'arena', format: 'jsonl' });
  expect(read).toMatchObject({ lines: 7, comparisons_added: 0, added: 0, problem_count: 6 });
  expect(read.problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '2 winner: "neither" is none of model_a, model_b, tie, tie (inconsistent), tie (bothbad)',
    '3 a conversation of turn 3 must have 6 messages; this one has 4',
    '4 judge_hash: is missing or empty; the line has question_id, model_a, model_b, winner, turn, conversation_a, conversation_b',
    '5 model_b: model_a and model_b must differ',
    '6 conversation_b: must be a list of messages with role and content',
    '7 winner: is missing or empty; the line has question_id, model_a, model_b, turn, conversation_a, conversation_b, judge',
  ]);
  expect(await stored(project, id)).toEqual({ comparisons: [], ratings: [] });
  const single = await makeCampaign(project, [], { kind: 'single' });
  const { problems } = await take(project, single.id, jsonl([vote('tie', judge, 1)]), {
    ...{ mapping: 'arena', format: 'jsonl' },
  });
  expect(problems).toEqual([{ line: 1, message: 'model_b must be left out: this campaign rates single responses.' }]);
});

const own = {
  ...{ prompt: 'question', response_a: 'first', response_b: 'second', model_a: 'x', model_b: 'y' },
  ...{ choice: 'vote', rater: 'who', created_at: 'when', duration_ms: 'took' },
  values: { a: ['1', 'first'], b: ['2'], tie: ['same'] },
};

test('a file of any columns comes in by saying which is which', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const csv = [
    'id,question,first,second,x,y,vote,who,when,took',
    '1,Why?,"because,\nso",no,small,large,first,ann,2024-05-01T10:00:00Z,900',
    '2,Why?,"because,\nso",no,small,large,2,bob,1714557600000,',
    '3,Who?,me,you,small,large,same,ann,2024-05-01,5',
  ];
  const query = { mapping: 'columns', format: 'csv', columns: JSON.stringify(own) };
  expect((await take(project, id, csv.join('\n'), query)).problems).toEqual([
    { line: 4, message: 'took: is missing or empty; the line has id, question, first, second, x, y, vote, who, when' },
  ]);
  csv[2] = `${csv[2]}40`;
  expect(await take(project, id, csv.join('\n'), query)).toMatchObject({ comparisons_added: 2, added: 3 });
  const { comparisons, ratings } = await stored(project, id);
  expect(comparisons.map(({ response_a }) => response_a)).toContain('because,\nso');
  const seen = ratings.map(({ winner, duration_ms, created_at }) => [winner, duration_ms, created_at]);
  expect(seen.reverse()).toEqual([
    ['small', 900, 1714557600000],
    ['large', 40, 1714557600000],
    [null, 5, 1714521600000],
  ]);
  const wrong = ['q,first,second,x,y,vote,who,when,took'].join('\n');
  expect(await refused(project, id, wrong, query)).toBe(
    '400 The header lacks the column question; it has q, first, second, x, y, vote, who, when, took.',
  );
  const { columns: _, ...bare } = query;
  expect(await refused(project, id, '', bare)).toContain('400 The mapping columns needs the query parameter columns');
  const { rater: __, ...nobody } = own;
  for (const [columns, why] of [
    ['{', 'columns: is not JSON: {'],
    [JSON.stringify(nobody), 'rater'],
    [JSON.stringify({ ...own, mood: 'x' }), 'mood'],
    [JSON.stringify({ ...own, values: { a: ['x'], b: ['x'] } }), '"x" stands twice'],
  ] as const) {
    const answer = await refused(project, id, '', { ...query, columns });
    expect(answer).toMatch(/^400 columns: /);
    expect(answer).toContain(why);
  }
});

test('bringing comparisons takes their scope, and an open campaign', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const line = jsonl([vote('tie', { judge: 'ann' }, 1)]);
  const query = { mapping: 'arena', format: 'jsonl' };
  const rater = await platform.key(project, ['rate']);
  expect(await refused(rater, id, line, query)).toContain('403 This needs the scope "campaigns"');
  await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'closed' });
  expect(await refused(project, id, line, query)).toContain('409');
});

test.skipIf(!llmfao)('the LLMFAO crowd as its file is published', { timeout: 120_000 }, async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const text = readFileSync(join(llmfao ?? '', 'crowd-comparisons.csv'), 'utf8');
  const query = { mapping: 'llmfao', format: 'csv' };
  const told = { lines: 8931, comparisons_added: 2139, added: 8931, repeated: 0, problem_count: 0 };
  expect(await take(project, id, text, { ...query, dry_run: 'true' })).toMatchObject(told);
  expect(await take(project, id, text, query)).toMatchObject(told);
  const { comparisons } = await stored(project, id);
  expect(comparisons[0]?.prompt).toMatch(/^LLMFAO, prompt \d+$/);
});
