import { expect, test } from 'vitest';
import type { BatchTask, CritiqueBatch } from '../../schema/contracts/batches.ts';
import type { Critic } from '../../schema/contracts/critics.ts';
import type { Critique } from '../../schema/contracts/critiques.ts';
import type { Dataset } from '../../schema/contracts/datasets.ts';
import { loopbackModel } from '../loopback-model.ts';
import { eventually, openTestPlatform } from '../platform.ts';

const platform = await openTestPlatform();
const project = await platform.project();
const model = loopbackModel();
const db = await platform.mf.getD1Database('DB', 'assay-api');

type Page<T> = { data: T[]; next_cursor: string | null };
type Result = {
  n: number;
  of: Record<string, unknown>;
  state: string;
  critique: Critique | null;
  error: string | null;
};

const path = '/v1/critique-batches';
let made = 0;
const critic = async (panel: object[] = [{ kind: 'arithmetic' }], more: object = {}) =>
  (await project.json<Critic>('POST', '/v1/critics', { name: `critic ${++made}`, panel, ...more })).id;
const chat = (more: object = {}) => ({ kind: 'chat', base_url: model.base_url, model: 'any', max_retries: 0, ...more });
const create = (body: object) => project.json<CritiqueBatch>('POST', path, body, 201);
const show = (id: string) => project.json<CritiqueBatch>('GET', `${path}/${id}`);
const post = (id: string, what: string, body?: object, status = 200) =>
  project.json<CritiqueBatch>('POST', `${path}/${id}/${what}`, body, status);
const at_rest = ['done', 'cancelled', 'ceiling', 'stalled', 'failed'];
async function until(id: string, states = at_rest): Promise<CritiqueBatch> {
  await eventually(async () => states.includes((await show(id)).state));
  return show(id);
}
async function results(id: string): Promise<Result[]> {
  const text = await (await project.request(`${path}/${id}/results`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
/** A model's critique: which of two steps is wrong, if any. */
const reply = (wrong: number | null) => ({
  json: {
    reason: 'I checked.',
    steps: [1, 2].map((step) => ({
      ...{ step, verdict: step === wrong ? 'wrong' : 'correct', kind: step === wrong ? 'logic' : 'none' },
      ...{ what: '', fix: '' },
    })),
    summary: '',
    decision: wrong === null ? 'keep' : 'revise',
    score: 5,
  },
});
const requests = (count: number) => ({
  kind: 'requests',
  requests: Array.from({ length: count }, (_, n) => ({ steps: [`Take ${n}.`, 'So be it.'] })),
});

test('a dataset: every response is critiqued once, by its own steps where it has them, and counted', async () => {
  const { id: dataset_id } = await project.json<Dataset>('POST', '/v1/datasets', { name: 'sums' });
  const items = Array.from({ length: 300 }, (_, n) => ({ external_id: `q${n}`, prompt: `What is ${n} + 1 + 1?` }));
  await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items });
  const responses = items.map(({ external_id }, n) => ({
    ...{
      item_id: external_id,
      model: 'm',
      content: `${n} + 1 = ${n + 1}\n${n + 1} + 1 = ${n % 3 === 0 ? n + 3 : n + 2}`,
    },
    // The steps as given: one instead of two lines.
    ...(n === 1 ? { metadata: { steps: ['1 + 1 = 2, and 2 + 1 = 4'] } } : {}),
  }));
  await project.json('POST', `/v1/datasets/${dataset_id}/responses`, { responses });
  const critic_id = await critic();
  const begun = await create({ critic_id, source: { kind: 'dataset', dataset_id } });
  expect(begun).toMatchObject({
    critic_id,
    source: { kind: 'dataset', dataset_id },
    name: expect.stringMatching(/sums$/),
  });
  const batch = await until(begun.id);
  expect(batch).toMatchObject({ state: 'done', total: 300, done: 300, dead: 0, calls: 0, unreadable: 0, undecided: 0 });
  const all = await results(batch.id);
  expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  const firsts = all.map(({ critique }) => critique?.result.first_error);
  expect(firsts).toEqual(items.map((_, n) => (n === 1 ? 1 : n % 3 === 0 ? 2 : null)));
  expect(all[1]?.critique?.request.steps).toHaveLength(1);
  expect(all[0]).toMatchObject({
    of: { item_id: expect.any(String), response_ids: [expect.any(String)] },
    critique: { batch_id: batch.id, request: { prompt: 'What is 0 + 1 + 1?', metadata: { external_id: 'q0' } } },
  });
  const listed = await project.json<Page<Critique>>('GET', `/v1/critiques?batch_id=${batch.id}&limit=2`);
  expect(listed.data.map(({ id }) => id)).toEqual([all[299]?.critique?.id, all[298]?.critique?.id]);

  // Another critic critiques what came of it.
  const second = await create({ critic_id: await critic(), source: { kind: 'critiques', batch_id: batch.id } });
  expect(await until(second.id)).toMatchObject({ state: 'done', total: 300, done: 300 });
  const [first] = await results(second.id);
  expect(first).toMatchObject({
    of: { item_id: all[0]?.of.item_id, critique_id: all[0]?.critique?.id },
    critique: { result: { decision: 'keep', target: { points: [{ step: 2, verdict: 'valid' }], missed: [] } } },
  });
});

test('an upload: bad lines with their numbers, the good ones critiqued; a target from the ledger, or one that is not there', async () => {
  const critic_id = await critic();
  const target = await project.json<Critique>('POST', '/v1/critiques', { critic_id, steps: ['1 + 1 = 3'] });
  const { id } = await create({ critic_id, source: { kind: 'upload' } });
  const lines = [
    { steps: ['2 + 2 = 5'] },
    { response: ' ' },
    { steps: [] },
    { target: { critique_id: target.id }, annotated_errors: [1] },
    { target: { critique_id: `crq_${'0'.repeat(26)}` } },
  ];
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await project.request(`${path}/${id}/parts/1`, { method: 'PUT', body });
  await post(id, 'complete');
  const batch = await until(id);
  expect(batch).toMatchObject({ state: 'done', total: 3, done: 2, dead: 1, lines_bad: 2 });
  expect(batch.errors.map(({ line }) => line)).toEqual([2, 3]);
  const all = await results(id);
  expect(all.map(({ of, state }) => [of.line, state])).toEqual([
    [1, 'done'],
    [4, 'done'],
    [5, 'dead'],
  ]);
  expect(all[1]?.critique?.result.target).toMatchObject({ valid_share: 1, precision: 1, recall: 1 });
  expect(all[2]?.error).toContain('There is no critique');
});

test('cancelled midway it keeps what there is; resumed, each critique is made once; a lane that died makes none twice', async () => {
  model.on({}, { ...reply(2), delay_ms: 20 });
  const { id } = await create({ critic_id: await critic([chat()]), source: requests(120), concurrency: 6 });
  await eventually(async () => (await show(id)).done > 20);
  expect(await post(id, 'cancel')).toMatchObject({ state: 'cancelled' });
  await eventually(async () => {
    const { data } = await project.json<Page<BatchTask>>('GET', `${path}/${id}/tasks?state=judging`);
    return data.length === 0;
  });
  const kept = await show(id);
  expect(kept.done).toBeLessThan(120);
  expect(await results(id)).toHaveLength(kept.done);
  await post(id, 'resume', {});
  expect(await until(id)).toMatchObject({ state: 'done', done: 120, calls: 120 });
  expect(model.requests).toHaveLength(120);
  const before = await results(id);
  // As if it had died between the ledger and the counts of tasks 1 to 3.
  const undo =
    "UPDATE judgment_batches SET state = 'running', done = 117, finished_at = NULL, settings = json_set(settings, '$.lanes[0]', 1) WHERE id = ?";
  await db.batch([
    db.prepare(undo).bind(id),
    db.prepare("UPDATE batch_tasks SET state = 'judging', lease_until = 1 WHERE batch_id = ? AND n < 4").bind(id),
  ]);
  await platform.scheduled();
  expect(await until(id)).toMatchObject({ state: 'done', done: 120 });
  expect(model.requests).toHaveLength(120);
  expect(await results(id)).toEqual(before);
}, 60_000);

test('at its ceiling it stops with what it has; without prices there is no ceiling', async () => {
  const prices = { input_per_million: 0, output_per_million: 1_000_000 };
  model.on({}, { ...reply(null), usage: [10, 2] });
  const source = requests(40);
  const body = { source, cost_ceiling: 30, concurrency: 2 };
  const { id } = await create({ critic_id: await critic([{ kind: 'arithmetic' }, chat({ prices })]), ...body });
  expect(await until(id)).toMatchObject({ state: 'ceiling', cost: 30, done: 15, output_tokens: 30 });
  await post(id, 'resume', { cost_ceiling: null });
  expect(await until(id)).toMatchObject({ state: 'done', done: 40, cost: 80 });
  expect(await project.json('POST', path, { critic_id: await critic([chat()]), ...body }, 400)).toMatchObject({
    errors: [{ path: 'cost_ceiling' }],
  });
});

test('what no critic could read is counted apart; what is of another kind is not shown', async () => {
  model.on({ text: 'Take 0.' }, 'Looks good to me!');
  model.on({}, reply(1));
  const critic_id = await critic([chat()], { asking: { repair: false } });
  const { id } = await create({ critic_id, source: requests(2) });
  expect(await until(id)).toMatchObject({ state: 'done', done: 2, unreadable: 1, calls: 2 });
  await project.json('GET', `/v1/judgment-batches/${id}`, undefined, 404);
  const judgments = await project.json<Page<{ id: string }>>('GET', '/v1/judgment-batches');
  expect(judgments.data).toEqual([]);
  const bad = { critic_id, source: { kind: 'requests', requests: [{ steps: ['a'] }, { response: ' ' }] } };
  expect(await project.json('POST', path, bad, 400)).toMatchObject({ errors: [{ path: 'source.requests.1' }] });
});
