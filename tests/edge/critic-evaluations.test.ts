import { expect, test } from 'vitest';
import type { CriticEvaluation, CriticEvaluationResult } from '../../schema/contracts/critic-evaluations.ts';
import type { Critic } from '../../schema/contracts/critics.ts';
import type { Dataset } from '../../schema/contracts/datasets.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Judgment } from '../../schema/contracts/judgments.ts';
import type { Upload } from '../../schema/contracts/uploads.ts';
import type { Asked } from '../loopback-model.ts';
import { loopbackModel } from '../loopback-model.ts';
import { eventually, openTestPlatform } from '../platform.ts';

const platform = await openTestPlatform();
const project = await platform.project();
const model = loopbackModel();

let made = 0;
const chat = (name = 'any') => ({ kind: 'chat', base_url: model.base_url, model: name, max_retries: 0 });
const critic = async (panel: object[] = [{ kind: 'arithmetic' }], more: object = {}) =>
  (await project.json<Critic>('POST', '/v1/critics', { name: `critic ${++made}`, panel, ...more })).id;
const begin = (critic_id: string, body: object) =>
  project.json<CriticEvaluation>('POST', `/v1/critics/${critic_id}/evaluations`, body, 201);
const show = (id: string) => project.json<CriticEvaluation>('GET', `/v1/critic-evaluations/${id}`);
async function ended({ id }: CriticEvaluation): Promise<CriticEvaluation> {
  await eventually(async () => (await show(id)).state !== 'running');
  return show(id);
}
type Of<M> = Extract<CriticEvaluationResult, { measure: M }>;
function resultOf<M extends 'errors' | 'gain'>(evaluation: CriticEvaluation, measure: M): Of<M> {
  expect(evaluation).toMatchObject({ state: 'done', message: null, measure });
  return evaluation.result as Of<M>;
}

async function upload(format: string, rows: object[]): Promise<string> {
  const { id: dataset_id } = await project.json<Dataset>('POST', '/v1/datasets', { name: format });
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  const size_bytes = new TextEncoder().encode(text).length;
  const { id } = await project.json<Upload>('POST', '/v1/uploads', { dataset_id, kind: 'items', format, size_bytes });
  await project.request(`/v1/uploads/${id}/parts/1`, { method: 'PUT', body: text });
  await project.json('POST', `/v1/uploads/${id}/complete`);
  await eventually(async () => (await project.json<Upload>('GET', `/v1/uploads/${id}`)).state === 'done');
  return dataset_id;
}

test('ProcessBench rows: first-error accuracy and F1 of the arithmetic critic, stored, listed and shown', async () => {
  const row = (id: string, steps: string[], label: number) => ({
    ...{ id, generator: 'made up', problem: 'Sums.', steps, label, final_answer_correct: label < 0 },
  });
  const dataset_id = await upload('processbench', [
    row('a-0', ['1 + 1 = 2', '2 + 2 = 5'], 1),
    row('a-1', ['1 + 1 = 3', '3 + 2 = 5'], 1),
    row('a-2', ['1 + 1 = 2'], -1),
    row('a-3', ['2 * 3 = 6', 'So it is 6.'], -1),
  ]);
  const critic_id = await critic();
  const evaluation = await ended(await begin(critic_id, { source: { kind: 'dataset', dataset_id } }));
  const result = resultOf(evaluation, 'errors');
  expect(result).toMatchObject({
    ...{ n: 4, clusters: 4, unreadable: 0, unlabeled: 0, failed: 0, calls: 0, cost: null, target: null },
    error_accuracy: { value: 0.5, n: 2 },
    correct_accuracy: { value: 1, n: 2 },
    detection: { value: 1 },
    precision: { value: 1 },
  });
  expect(result.f1.value).toBeCloseTo(2 / 3, 12);
  // Step 1 of a-1 is called wrong and is right; what follows the first error is not known and not counted.
  expect(result.steps.precision.value).toBeCloseTo(1 / 2, 12);
  expect(result.steps.recall.value).toBeCloseTo(1 / 2, 12);
  expect(await show(evaluation.id)).toEqual(evaluation);
  const { data } = await project.json<{ data: CriticEvaluation[] }>('GET', `/v1/critics/${critic_id}/evaluations`);
  expect(data).toEqual([evaluation]);
  // The same batch again is measured without critiquing anew, and comes to the same.
  const again = await begin(critic_id, { source: { kind: 'batch', batch_id: evaluation.batch_id } });
  expect(again).toMatchObject({ state: 'done', batch_id: evaluation.batch_id, result });
  const other = await critic();
  const url = `/v1/critics/${other}/evaluations`;
  const refused = { source: { kind: 'batch', batch_id: evaluation.batch_id } };
  expect(await project.json('POST', url, refused, 400)).toMatchObject({ errors: [{ path: 'source.batch_id' }] });
});

test('Mr-Ben rows: several solutions of a question are resampled together; the critic does not see the reference', async () => {
  const row = (Question_UUID: string, Sampled_Model: string, first: string) => ({
    ...{ Question_UUID, Subject: 'sums', Question: 'What is 1 + 1?', Options: 'A: 2\nB: 3', Ground_Truth_Answer: 'A' },
    ...{ Sampled_Model, Model_Solution_Steps: ['Step 1: 1 + 1 = 2', 'Step 2: so B.'] },
    ...{
      Model_Solution_First_Error_Step: first,
      Model_Solution_Correctness: first === 'N/A' ? 'correct' : 'incorrect',
    },
  });
  const dataset_id = await upload('mr_ben', [
    row('q', 'm', '2'),
    row('q', 'n', '1'),
    row('r', 'm', '2'),
    row('r', 'n', 'N/A'),
  ]);
  const source = { kind: 'dataset', dataset_id };
  const seen: string[] = [];
  const said = (wrong: number) => ({
    reason: 'I checked.',
    steps: [1, 2].map((step) => ({
      ...{
        step,
        verdict: step === wrong ? 'wrong' : 'correct',
        kind: step === wrong ? 'logic' : 'none',
        what: '',
        fix: '',
      },
    })),
    ...{ summary: '', decision: 'revise', score: 3 },
  });
  model.on({}, ({ body }: Asked) => {
    seen.push(JSON.stringify(body.messages));
    // The last of them says something that cannot be read.
    return seen.length === 4 ? 'No idea.' : { json: said(2) };
  });
  const critic_id = await critic([chat()], { asking: { repair: false } });
  const evaluation = await ended(await begin(critic_id, { source, cluster: 'Question_UUID', concurrency: 1 }));
  expect(resultOf(evaluation, 'errors')).toMatchObject({
    ...{ n: 3, clusters: 2, unreadable: 1, calls: 4 },
    error_accuracy: { value: 2 / 3, n: 2 },
    correct_accuracy: { value: null, n: 0 },
  });
  expect(seen[0]).toContain('A: 2');
  expect(seen.join()).not.toContain('reference-');
});

test('a label for each step, and a critique of critiques: what stands before and after', async () => {
  const { id: dataset_id } = await project.json<Dataset>('POST', '/v1/datasets', { name: 'steps' });
  await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items: [{ external_id: 'q', prompt: 'Sums.' }] });
  const response = (n: number, step_labels: (boolean | null)[]) => ({
    ...{ item_id: 'q', model: `m${n}`, content: '1 + 1 = 3\n2 + 2 = 4\n3 + 3 = 7', metadata: { step_labels } },
  });
  const responses = [response(1, [false, true, false]), response(2, [true, true, false])];
  await project.json('POST', `/v1/datasets/${dataset_id}/responses`, { responses });
  const step = (step: number, verdict: string) => ({
    step,
    verdict,
    kind: verdict === 'wrong' ? 'other' : 'none',
    what: '',
    fix: '',
  });
  model.on(
    { text: 'You are a critic' },
    {
      json: {
        ...{ reason: 'So.', summary: '', decision: 'revise', score: 2 },
        steps: [step(1, 'wrong'), step(2, 'wrong'), step(3, 'correct')],
      },
    },
  );
  const first = await ended(await begin(await critic([chat()]), { source: { kind: 'dataset', dataset_id } }));
  // Named are 1 and 2, twice; of the errors 1, 3 and 3 it names one.
  expect(resultOf(first, 'errors').steps).toMatchObject({ precision: { value: 1 / 4 }, recall: { value: 1 / 3 } });
  // Arithmetic checks that critique: it finds point 1 valid, says nothing of point 2, and step 3 missed.
  const checker = await critic();
  const batch = await project.json<{ id: string }>('POST', '/v1/critique-batches', {
    ...{ critic_id: checker, source: { kind: 'critiques', batch_id: first.batch_id } },
  });
  const second = await ended(await begin(checker, { source: { kind: 'batch', batch_id: batch.id } }));
  const { target } = resultOf(second, 'errors');
  expect(target?.before).toMatchObject({ precision: { value: 1 / 4 }, recall: { value: 1 / 3 } });
  expect(target?.after).toMatchObject({ precision: { value: 3 / 4 }, recall: { value: 1 } });
  // Point 1 is valid for m1 and not for m2, where the annotation calls step 1 right.
  expect(target?.points_right).toMatchObject({ value: 1 / 2 });
  expect(target?.missed_found).toMatchObject({ value: 1 });
});

test('samples given with the request; without an annotation that can be read it fails and says so', async () => {
  const critic_id = await critic();
  const samples = [
    { steps: ['1 + 1 = 2', '2 + 2 = 5'], first_error: 2, cluster: 'q' },
    { steps: ['1 + 1 = 2'], first_error: null, cluster: 'q' },
  ];
  const evaluation = await ended(await begin(critic_id, { source: { kind: 'samples', samples } }));
  expect(evaluation.source).toEqual({ kind: 'samples', count: 2 });
  expect(resultOf(evaluation, 'errors')).toMatchObject({ n: 2, clusters: 1, f1: { value: 1 } });
  const bare = await project.json<{ id: string }>('POST', '/v1/critique-batches', {
    ...{ critic_id, source: { kind: 'requests', requests: [{ steps: ['1 + 1 = 2'] }] } },
  });
  expect(await ended(await begin(critic_id, { source: { kind: 'batch', batch_id: bare.id } }))).toMatchObject({
    ...{ state: 'failed', result: null, message: expect.stringContaining('No critique has an annotation') },
  });
});

test('the refinement gain: both revisions are really asked, graded and compared; cancelled midway it goes on', async () => {
  const { id: dataset_id } = await project.json<Dataset>('POST', '/v1/datasets', { name: 'gain' });
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const items = numbers.map((n) => ({ external_id: `q${n}`, prompt: `What is ${n} + 1?`, reference: String(n + 1) }));
  await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items });
  // Every second answer is wrong by a sum that arithmetic sees; of every fifth nobody said whether it is right.
  const wrong = (n: number) => n % 2 === 0;
  const responses = numbers.map((n) => ({
    ...{ item_id: `q${n}`, model: 'm', content: `${n} + 1 = ${wrong(n) ? n + 2 : n + 1}` },
    correct: n % 5 === 0 ? null : !wrong(n),
  }));
  await project.json('POST', `/v1/datasets/${dataset_id}/responses`, { responses });
  // The actor mends what the critique names; asked again without one it repairs every tenth and else says the same.
  model.on({ model: 'actor' }, ({ body }: Asked) => {
    const messages = body.messages as { content: string }[];
    const n = Number(/What is (\d+)/.exec(messages[0]?.content ?? '')?.[1]);
    const last = messages.at(-1)?.content ?? '';
    const guided = last.startsWith('Here is a critique');
    if (guided) expect(last.includes('is wrong:')).toBe(wrong(n));
    else expect(last).toBe(messages[0]?.content);
    const right = guided || !wrong(n) || n % 10 === 0;
    return { text: `The answer is ${right ? n + 1 : n + 2}.`, delay_ms: 15, usage: [10, 2] };
  });
  const { id: judge_id } = await project.json<Judge>('POST', '/v1/judges', {
    ...{ name: 'numeric', mode: 'reference', provider: { kind: 'rule', verifier: 'numeric' } },
  });
  const critic_id = await critic();
  const gain = { model: chat('actor'), judge_id };
  const begun = await begin(critic_id, { source: { kind: 'dataset', dataset_id }, gain, concurrency: 4 });
  expect(begun).toMatchObject({ measure: 'gain', state: 'running', gain: { without: 'reask' } });
  const batch = `/v1/critique-batches/${begun.batch_id}`;
  await eventually(async () => (await project.json<{ done: number }>('GET', batch)).done > 4);
  await project.json('POST', `${batch}/cancel`);
  expect(await show(begun.id)).toMatchObject({ state: 'running', message: expect.stringContaining('cancelled') });
  await project.json('POST', `${batch}/resume`, {});
  const evaluation = await ended(begun);
  const result = resultOf(evaluation, 'gain');
  // 20 of 40 are wrong at first; with the critique none is left, without one 4 of them are repaired.
  expect(result).toMatchObject({
    ...{ n: 40, clusters: 40, failed: 0, unreadable: 0, calls: 80, only_with: 16, only_without: 0 },
    ungraded: { first: 0, with_critique: 0, without: 0 },
    ...{ first: { value: 0.5 }, with_critique: { value: 1 }, without: { value: 0.6 }, gain: { n: 40 } },
    repaired: { with_critique: { value: 1 }, without: { value: 0.2 } },
    broken: { with_critique: { value: 0 }, without: { value: 0 } },
    discrimination: { all: { value: 1 }, right: { value: 1 }, wrong: { value: 1 } },
    method: 'McNemar, exact binomial',
  });
  expect(result.gain.value).toBeCloseTo(0.4, 12);
  expect(result.p_value).toBeCloseTo(2 / 2 ** 16, 12);
  expect(model.requests).toHaveLength(80);
  // Each grade is a judgment of the ledger that says which answer it is of; the eight without `correct` have a third.
  const graded = await project.json<{ data: Judgment[] }>('GET', `/v1/judgments?batch_id=${begun.batch_id}&limit=200`);
  const arms = Map.groupBy(graded.data, ({ request }) => request.metadata.arm);
  expect([...arms].map(([arm, all]) => [arm, all.length]).sort()).toEqual([
    ['first', 8],
    ['with_critique', 40],
    ['without', 40],
  ]);
  expect(await project.json('GET', `${batch}`)).toMatchObject({ makes: 'revisions', state: 'done', done: 40 });
}, 60_000);

test('what cannot be measured is refused by field', async () => {
  const critic_id = await critic();
  const { id: dataset_id } = await project.json<Dataset>('POST', '/v1/datasets', { name: 'x' });
  const source = { kind: 'dataset', dataset_id };
  const rule = { kind: 'rule', verifier: 'numeric' };
  const judge = (mode: string, provider: object) =>
    project.json<Judge>('POST', '/v1/judges', { name: `judge ${++made}`, mode, provider });
  const [numeric, score] = [await judge('reference', rule), await judge('score', chat())];
  const refused = (body: object) => project.json('POST', `/v1/critics/${critic_id}/evaluations`, body, 400);
  const path = (path: string) => ({ errors: [{ path }] });
  expect(await refused({ source, gain: { model: rule, judge_id: numeric.id } })).toMatchObject(path('gain.model'));
  expect(await refused({ source, gain: { model: chat(), judge_id: score.id } })).toMatchObject(path('gain.judge_id'));
  const samples = { kind: 'samples', samples: [{ steps: ['x'], first_error: null }] };
  expect(await refused({ source: samples, gain: { model: chat(), judge_id: numeric.id } })).toMatchObject(
    path('source'),
  );
});
