import { expect, test } from 'vitest';
import type { Batch, BatchResult, BatchTask } from '../../schema/contracts/batches.ts';
import type { Campaign, Rating } from '../../schema/contracts/campaigns.ts';
import type { Dataset } from '../../schema/contracts/datasets.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import { loopbackModel } from '../loopback-model.ts';
import { eventually, openTestPlatform } from '../platform.ts';

const platform = await openTestPlatform();
const project = await platform.project();
const model = loopbackModel();
const db = await platform.mf.getD1Database('DB', 'assay-api');
const queue = await platform.mf.getQueueProducer('JUDGMENTS', 'assay-api');

type Page<T> = { data: T[]; next_cursor: string | null };

const path = '/v1/judgment-batches';
const ruleJudge = async (verifier = 'numeric') =>
  (
    await project.json<Judge>('POST', '/v1/judges', {
      name: verifier,
      mode: 'reference',
      provider: { kind: 'rule', verifier },
    })
  ).id;
let made = 0;
/** A judge that asks the loopback model: one call a judgment, and no tries but the first, unless told. */
const chatJudge = async (more: object = {}, member: object = {}) =>
  (
    await project.json<Judge>('POST', '/v1/judges', {
      name: `chat ${++made}`,
      mode: 'score',
      provider: { kind: 'chat', base_url: model.base_url, model: 'any', max_retries: 0, ...member },
      ...more,
    })
  ).id;
const grade = { json: { reason: 'so', verdict: 4 } };
const requests = (count: number) => ({
  kind: 'requests',
  requests: Array.from({ length: count }, (_, index) => ({ prompt: 'Say hello.', response: `hello ${index + 1}` })),
});
const tasks = async (id: string, query = '') =>
  (await project.json<Page<BatchTask>>('GET', `${path}/${id}/tasks?limit=200${query}`)).data;
const post = (id: string, what: string, body?: object, status = 200) =>
  project.json<Batch>('POST', `${path}/${id}/${what}`, body, status);

/** Lets what waits go on now, as if its time had come. */
async function hurry(id: string): Promise<void> {
  const at_rest = "UPDATE judgment_batches SET settings = json_set(settings, '$.lanes[0]', 0) WHERE id = ?";
  await db.batch([
    db.prepare("UPDATE batch_tasks SET lease_until = 0 WHERE batch_id = ? AND state = 'pending'").bind(id),
    db.prepare(at_rest).bind(id),
  ]);
  await queue.send({ project_id: project.project_id, batch_id: id, lane: 0 });
}

const create = (body: Record<string, unknown>) => project.json<Batch>('POST', path, body, 201);
const show = (id: string) => project.json<Batch>('GET', `${path}/${id}`);

/** Waits until a batch is in a state, at rest unless told. */
async function until(id: string, states = ['done', 'cancelled', 'ceiling', 'stalled', 'failed'], ms = 15_000) {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    const batch = await show(id);
    if (states.includes(batch.state)) return batch;
    await new Promise((done) => setTimeout(done, 50));
  }
  const logged = platform.logs.filter((line) => line.includes('error')).join('\n');
  throw new Error(`Batch ${id} is not ${states.join(' or ')}: ${JSON.stringify(await show(id))}\n${logged}`);
}

async function results(id: string, after = 0): Promise<BatchResult[]> {
  const response = await project.request(`${path}/${id}/results?after=${after}`);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const lines = (await response.text()).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** A dataset of sums; model `right` is right, model `off` is off by one on every third. */
async function sums(items: number, models = ['right', 'off']): Promise<string> {
  const { id } = await project.json<Dataset>('POST', '/v1/datasets', { name: 'sums' });
  for (let at = 0; at < items; at += 500) {
    const some = Array.from({ length: Math.min(500, items - at) }, (_, index) => at + index);
    await project.json('POST', `/v1/datasets/${id}/items`, {
      items: some.map((n) => ({ external_id: `q${n}`, prompt: `What is ${n} + 1?`, reference: String(n + 1) })),
    });
    const answer = (model: string, n: number) => (model === 'off' && n % 3 === 0 ? n + 2 : n + 1);
    for (const model of models)
      await project.json('POST', `/v1/datasets/${id}/responses`, {
        responses: some.map((n) => ({ item_id: `q${n}`, model, content: `The answer is ${answer(model, n)}.` })),
      });
  }
  return id;
}

test('a dataset: every response is judged once, in order, and counted', async () => {
  const dataset_id = await sums(2500);
  const judge_id = await ruleJudge();
  const made = await create({ judge_id, source: { kind: 'dataset', dataset_id } });
  expect(made).toMatchObject({ name: 'numeric: sums', source: { kind: 'dataset', dataset_id }, done: 0, cost: 0 });
  const batch = await until(made.id);
  expect(batch).toMatchObject({ state: 'done', total: 5000, done: 5000, dead: 0, calls: 0, eta_ms: null });
  const all = await results(batch.id);
  expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1));
  const wrong = all.filter(({ judgment }) => judgment?.verdict.outcome === 'incorrect');
  expect(wrong).toHaveLength(834);
  expect(wrong.every(({ judgment }) => judgment?.request.models?.[0] === 'off')).toBe(true);
  const counted = await db.prepare('SELECT count(*) AS n FROM judgments WHERE batch_id = ?').bind(batch.id).first('n');
  expect(counted).toBe(5000);
  expect(await results(batch.id, 4998)).toEqual(all.slice(4998));
  const listed = await project.json<Page<{ id: string }>>('GET', `/v1/judgments?batch_id=${batch.id}&limit=3`);
  expect(listed.data.map(({ id }) => id)).toEqual([5000, 4999, 4998].map((n) => all[n - 1]?.judgment?.id));
}, 120_000);

test('an upload: parts cut anywhere, bad lines with their numbers, and the good ones judged', async () => {
  const judge_id = await ruleJudge();
  const { id } = await create({ judge_id, source: { kind: 'upload' } });
  const lines = Array.from({ length: 2500 }, (_, index) =>
    JSON.stringify({ response: `ä ${index + 1}`, reference: '7', metadata: { index } }),
  );
  lines[4] = '{"response": "1", "answer": "2"}';
  lines[9] = '';
  lines[10] = 'not JSON';
  lines[2400] = '{"reference": "2"}';
  const bytes = new TextEncoder().encode(lines.join('\n'));
  const cuts = [0, 11, 60_001, bytes.length];
  const put = (n: number, body: Uint8Array) =>
    project.request(`${path}/${id}/parts/${n}`, { method: 'PUT', body: body as BodyInit });
  for (const n of [3, 1]) expect((await put(n, bytes.subarray(cuts[n - 1], cuts[n]))).status).toBe(200);
  expect(await post(id, 'complete', undefined, 409)).toMatchObject({ detail: `Part 2 of batch ${id} is missing.` });
  expect((await put(2, bytes.subarray(0, 5))).status).toBe(200);
  expect((await put(2, bytes.subarray(cuts[1], cuts[2]))).status).toBe(200);
  await post(id, 'complete');
  const batch = await until(id);
  expect((await put(1, bytes.subarray(0, 5))).status).toBe(409);
  expect(batch).toMatchObject({ state: 'done', total: 2496, done: 2496, lines_bad: 3 });
  expect(batch.errors).toEqual([
    { line: 5, message: expect.stringContaining('answer') },
    { line: 11, message: 'is not one JSON object' },
    { line: 2401, message: expect.stringContaining('response') },
  ]);
  const all = await results(id);
  expect(all.slice(3, 5).map(({ of }) => of.line)).toEqual([4, 6]);
  expect(all.map(({ judgment }) => judgment?.request.metadata.index)).toEqual(all.map(({ of }) => (of.line ?? 0) - 1));
  expect(all.filter(({ judgment }) => judgment?.verdict.outcome === 'correct').map(({ of }) => of.line)).toEqual([7]);
  expect(await project.json('GET', `${path}/${id}/tasks?limit=1`)).toMatchObject({
    data: [{ n: 1, of: { line: 1 }, state: 'done', attempts: 1 }],
    next_cursor: '1',
  });
});

test('an upload without a good line fails and says so', async () => {
  const { id } = await create({ judge_id: await ruleJudge(), source: { kind: 'upload' } });
  expect(await post(id, 'complete', undefined, 409)).toMatchObject({ detail: `Part 1 of batch ${id} is missing.` });
  await project.request(`${path}/${id}/parts/1`, { method: 'PUT', body: '{}\n[]\n' });
  await post(id, 'complete');
  expect(await until(id)).toMatchObject({ state: 'failed', message: 'All 2 lines are bad.', lines_bad: 2 });
  expect(await post(id, 'resume', {}, 409)).toMatchObject({ code: 'conflict' });
});

test('a response that the rule cannot judge is given up at once and spoils no other; one that is deleted meanwhile, too', async () => {
  const { id: dataset_id } = await project.json<Dataset>('POST', '/v1/datasets', { name: 'mixed' });
  const items = ['1', null, '3'].map((reference, n) => ({ external_id: `q${n}`, prompt: 'p', reference }));
  await project.json('POST', `/v1/datasets/${dataset_id}/items`, { items });
  const responses = items.map(({ external_id }) => ({ item_id: external_id, model: 'm', content: '1' }));
  await project.json('POST', `/v1/datasets/${dataset_id}/responses`, { responses });
  const { id } = await create({ judge_id: await ruleJudge(), source: { kind: 'dataset', dataset_id } });
  expect(await until(id)).toMatchObject({ state: 'done', done: 2, dead: 1 });
  const outcomes = (await results(id)).map(({ judgment, error }) => judgment?.verdict.outcome ?? error);
  expect(outcomes).toEqual(['correct', expect.stringContaining('cannot judge this'), 'incorrect']);
  await project.json('DELETE', `/v1/datasets/${dataset_id}`);
  expect(await post(id, 'retry')).toMatchObject({ retried: 1 });
  expect(await until(id)).toMatchObject({ state: 'done', done: 2, dead: 1 });
  expect((await tasks(id, '&state=dead'))[0]?.error).toMatch(/^Item itm_.* is no longer in the dataset/);
});

test('pairs of a dataset: every two models of an item, A the one named first', async () => {
  const dataset_id = await sums(3, ['c', 'a', 'b']);
  const judge_id = await chatJudge({ mode: 'pair' });
  model.on({}, { json: { reason: 'the first', verdict: 'tie' } });
  const all = await until((await create({ judge_id, source: { kind: 'dataset', dataset_id } })).id);
  expect(all).toMatchObject({ state: 'done', total: 9, calls: 18, passed_over: 0 });
  const models = (await results(all.id)).map(({ judgment }) => judgment?.request.models?.join(' '));
  expect(models.slice(0, 3)).toEqual(['a b', 'a c', 'b c']);
  const source = { kind: 'dataset', dataset_id, models: ['c', 'a'] };
  const two = await until((await create({ judge_id, source })).id);
  const [first] = await results(two.id);
  expect(two.total).toBe(3);
  expect(first).toMatchObject({ of: { item_id: expect.any(String) }, judgment: { request: { models: ['c', 'a'] } } });
  expect(first?.judgment?.request).toMatchObject({ prompt: 'What is 0 + 1?', reference: '1', metadata: { sample: 0 } });
  const none = await create({ judge_id, source: { ...source, models: ['c', 'nobody'] } });
  expect(await until(none.id)).toMatchObject({ state: 'failed', passed_over: 3 });
  const one = await project.json('POST', path, { judge_id, source: { ...source, models: ['c'] } }, 400);
  expect(one).toMatchObject({ errors: [{ path: 'source.models' }] });
});

test('rankings of a dataset, and the comparisons of a campaign', async () => {
  const dataset_id = await sums(2, ['a', 'b', 'c']);
  const rank = await chatJudge({ mode: 'rank', asking: { orders: 'given' } });
  model.on({ text: 'rank' }, { json: { reason: 'so', ranking: ['R1', 'R2', 'R3'] } });
  const ranked = await until((await create({ judge_id: rank, source: { kind: 'dataset', dataset_id } })).id);
  expect(ranked).toMatchObject({ state: 'done', total: 2, done: 2 });
  expect((await results(ranked.id))[0]?.judgment?.request.models).toEqual(['a', 'b', 'c']);
  model.reset();

  const campaign = await project.json<{ id: string }>('POST', '/v1/campaigns', { name: 'pairs' });
  const pairs = Array.from({ length: 4 }, (_, n) => ({
    prompt: `p${n}`,
    response_a: 'x',
    response_b: 'y',
    model_a: 'm',
    model_b: 'n',
  }));
  const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${campaign.id}/comparisons`, {
    comparisons: pairs,
  });
  const judge_id = await chatJudge({ mode: 'pair' });
  model.on({}, { json: { reason: 'the first', verdict: 'A' } });
  const source = { kind: 'campaign', campaign_id: campaign.id };
  const done = await until((await create({ judge_id, source })).id);
  const all = await results(done.id);
  expect(all.map(({ judgment }) => judgment?.request.comparison_id)).toEqual([...ids].sort());
  expect(all[0]?.judgment?.request).toMatchObject({ responses: ['x', 'y'], models: ['m', 'n'] });
  const wrong = await project.json('POST', path, { judge_id: rank, source }, 400);
  expect(wrong).toMatchObject({ errors: [{ path: 'source.campaign_id' }] });
});

test('single responses of a campaign: scores on the judge’s own scale become its ratings from 1 to 5, halves up', async () => {
  const campaign = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'singles', kind: 'single' });
  const at = `/v1/campaigns/${campaign.id}`;
  // By 1 + 4 s / 10: 1.4, 2.2, 3 and 5.
  const graded = { cats: 1, dogs: 3, newts: 5, owls: 10 };
  const comparisons = [...Object.keys(graded), 'yaks'].map((prompt) => ({
    prompt: `${prompt}?`,
    response_a: `about ${prompt}`,
    model_a: 'm',
  }));
  await project.json('POST', `${at}/comparisons`, { comparisons });
  const source = { kind: 'campaign', campaign_id: campaign.id };
  const ten = await chatJudge({ options: { scale: { min: 0, max: 10 } } });
  for (const [prompt, verdict] of Object.entries(graded))
    model.on({ text: `about ${prompt}` }, { json: { reason: 'so', verdict } });
  model.on({ text: 'about yaks' }, { text: 'I cannot say.' });
  const done = await until((await create({ judge_id: ten, source })).id);
  expect(done).toMatchObject({ state: 'done', total: 5, done: 5, unreadable: 1 });
  const [first] = await results(done.id);
  expect(first?.judgment?.request).toMatchObject({ response: expect.stringMatching(/^about/), models: ['m'] });
  const { data } = await project.json<{ data: Rating[] }>('GET', `${at}/ratings`);
  const judged = { choice: 'scored', source: ten, rater_id: ten, verified: true, probability: null, winner: null };
  expect(data).toEqual(Array(4).fill(expect.objectContaining(judged)));
  expect(data.map(({ score }) => score).sort()).toEqual([1, 2, 3, 5]);
  expect(await project.json('GET', `${at}/scores`)).toMatchObject({ models: [] });
  expect(await project.json('GET', `${at}/scores?source=${ten}`)).toMatchObject({
    models: [{ model: 'm', mean: { value: 2.75, n: 1 }, distribution: [1, 1, 1, 0, 1] }],
  });
  expect(await project.json('GET', at)).toMatchObject({ rating_count: 0 });

  model.reset();
  const nine = await chatJudge({ options: { scale: { min: 0, max: 8 } } });
  model.on({}, { json: { reason: 'so', verdict: 7 } });
  expect(await until((await create({ judge_id: nine, source })).id)).toMatchObject({ done: 5 });
  const exported = await (await project.request(`${at}/export?source=${nine}`)).text();
  const scores = exported
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as Rating).score);
  // 1 + 4 · 7 / 8 = 4.5.
  expect(scores).toEqual([5, 5, 5, 5, 5]);
  // Of a cascade the scale of the judge it ended with counts: 7 of 8, not 7 of 10. The rating is the first judge's.
  model.reset();
  model.on({ model: 'unsure' }, { text: 'I cannot say.' });
  model.on({}, { json: { reason: 'so', verdict: 7 } });
  const escalate = { policy: { escalate: { to: 'judge', judge_id: nine } }, options: { scale: { min: 0, max: 10 } } };
  const unsure = await chatJudge(escalate, { model: 'unsure' });
  expect(await until((await create({ judge_id: unsure, source })).id)).toMatchObject({ done: 5, unreadable: 0 });
  expect(await project.json('GET', `${at}/scores?source=${unsure}`)).toMatchObject({
    models: [{ distribution: [0, 0, 0, 0, 5] }],
  });
  const pair = await project.json('POST', path, { judge_id: await chatJudge({ mode: 'pair' }), source }, 400);
  expect(pair).toMatchObject({
    errors: [{ path: 'source.campaign_id', message: expect.stringContaining('score or rubric') }],
  });
  model.reset();
});

test('a server that fails: tried again, in the end given up, and retried on demand', async () => {
  const judge_id = await chatJudge();
  let broken = true;
  model.on({ text: 'hello 2' }, () => (broken ? { status: 503, text: 'overloaded' } : grade));
  model.on({ text: 'hello 3' }, { status: 400, text: 'maximum context length is 10 tokens' });
  model.on({}, grade);
  const { id } = await create({ judge_id, source: requests(4) });
  for (let attempt = 1; attempt <= 4; attempt++) {
    await eventually(async () => {
      const task = (await tasks(id))[1];
      return task?.state === 'pending' && task.attempts === attempt;
    });
    const [, second] = await tasks(id);
    expect(second?.error).toMatch(/^server_error: .*503/);
    expect((second?.next_at ?? 0) - Date.now()).toBeGreaterThan([0, 3000, 15_000, 70_000, 300_000][attempt] ?? 0);
    await hurry(id);
  }
  const ended = await until(id);
  // Two that are answered, five tries, and one that cannot be mended by trying.
  expect(ended).toMatchObject({ state: 'done', total: 4, done: 2, dead: 2, calls: 8 });
  const dead = await tasks(id, '&state=dead');
  expect(dead.map(({ n, attempts }) => [n, attempts])).toEqual([
    [2, 5],
    [3, 1],
  ]);
  expect((await results(id)).map(({ n, state, error }) => [n, state, error?.split(':')[0]])).toEqual([
    [1, 'done', undefined],
    [2, 'dead', 'server_error'],
    [3, 'dead', 'bad_request'],
    [4, 'done', undefined],
  ]);
  broken = false;
  expect(await post(id, 'retry')).toMatchObject({ retried: 2, batch: { state: 'running', dead: 0 } });
  expect(await until(id)).toMatchObject({ state: 'done', done: 3, dead: 1 });
  expect((await results(id)).map(({ state }) => state)).toEqual(['done', 'done', 'dead', 'done']);
}, 120_000);

test('a server that refuses costs no attempt; a key that is refused stops the batch until it is resumed', async () => {
  const judge_id = await chatJudge();
  model.on({}, [{ status: 429, text: 'slow down' }, grade, grade, grade]);
  const { id } = await create({ judge_id, source: requests(3), concurrency: 1 });
  await eventually(async () => (await tasks(id)).some(({ error }) => error?.startsWith('rate_limited')));
  expect((await tasks(id)).map(({ attempts }) => attempts)).toContain(0);
  await hurry(id);
  expect(await until(id)).toMatchObject({ state: 'done', done: 3, dead: 0, calls: 4 });
  model.reset();

  let locked = true;
  model.on({}, () => (locked ? { status: 401, text: 'no such key' } : grade));
  const shut = await create({ judge_id, source: requests(30), cache: 'skip' });
  const stalled = await until(shut.id);
  expect(stalled).toMatchObject({ state: 'stalled', done: 0, dead: 0 });
  expect(stalled.message).toMatch(/^unauthorized: /);
  expect(model.requests.length).toBeLessThan(30);
  locked = false;
  await post(shut.id, 'resume');
  await eventually(async () => (await show(shut.id)).state === 'running');
  await hurry(shut.id);
  expect(await until(shut.id)).toMatchObject({ state: 'done', done: 30, dead: 0 });
}, 120_000);

test('a judge that is demoted meanwhile stops its batch and starts no other', async () => {
  const judge_id = await ruleJudge();
  const { id } = await create({ judge_id, source: { kind: 'upload' } });
  const line = '{"response": "1", "reference": "1"}\n';
  await project.request(`${path}/${id}/parts/1`, { method: 'PUT', body: line.repeat(3) });
  await db
    .prepare(
      "INSERT INTO judge_watches (project_id, judge_id, settings, state, updated_at) VALUES (?, ?, '{}', 'demoted', 0)",
    )
    .bind(project.project_id, judge_id)
    .run();
  // What an isolate knows of a judge holds for five seconds; this one has not judged yet, only been looked up.
  await new Promise((done) => setTimeout(done, 5100));
  await post(id, 'complete');
  expect(await until(id)).toMatchObject({
    state: 'stalled',
    done: 0,
    dead: 0,
    message: expect.stringContaining('demoted'),
  });
  expect((await tasks(id)).map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
  const other = await project.json('POST', path, { judge_id, source: requests(1) }, 409);
  expect(other).toMatchObject({ code: 'conflict' });
  await project.json('DELETE', `/v1/judges/${judge_id}/watch`);
  await post(id, 'resume');
  await new Promise((done) => setTimeout(done, 1000));
  await hurry(id);
  expect(await until(id)).toMatchObject({ state: 'done', done: 3 });
}, 60_000);

test('cancelled midway it keeps what there is; resumed, each judgment is made once', async () => {
  const judge_id = await chatJudge();
  model.on({}, { ...grade, delay_ms: 20 });
  const { id } = await create({ judge_id, source: requests(300), concurrency: 6 });
  await eventually(async () => (await show(id)).done > 30);
  expect(await post(id, 'cancel')).toMatchObject({ state: 'cancelled' });
  await eventually(async () => (await tasks(id, '&state=judging')).length === 0);
  const kept = await show(id);
  expect(kept.done).toBeLessThan(300);
  expect(await results(id)).toHaveLength(kept.done);
  expect(model.requests).toHaveLength(kept.done);
  expect(await post(id, 'resume', {})).toMatchObject({ state: 'running' });
  expect(await until(id)).toMatchObject({ state: 'done', done: 300, calls: 300 });
  expect(model.requests).toHaveLength(300);
  expect(await post(id, 'cancel', undefined, 409)).toMatchObject({ code: 'conflict' });
}, 120_000);

test('at its ceiling it stops with what it has, and goes on with a higher one', async () => {
  const prices = { input_per_million: 0, output_per_million: 1_000_000 };
  const judge_id = await chatJudge({}, { prices });
  model.on({}, { ...grade, usage: [10, 2] });
  const source = requests(40);
  const { id } = await create({ judge_id, source, cost_ceiling: 30, concurrency: 2 });
  const stopped = await until(id);
  // Two for each judgment: 15 of them reach 30, and what that costs is known after the first stretch.
  expect(stopped).toMatchObject({ state: 'ceiling', cost: 30, done: 15, input_tokens: 150, output_tokens: 30 });
  expect(await results(id)).toHaveLength(15);
  expect(await post(id, 'resume', {}, 409)).toMatchObject({ code: 'conflict' });
  expect(await post(id, 'resume', { cost_ceiling: null })).toMatchObject({ state: 'running', cost_ceiling: null });
  expect(await until(id)).toMatchObject({ state: 'done', done: 40, cost: 80 });
  const free = await project.json('POST', path, { judge_id: await chatJudge(), source, cost_ceiling: 1 }, 400);
  expect(free).toMatchObject({ errors: [{ path: 'cost_ceiling' }] });
});

test('messages that come twice, or not at all, change nothing', async () => {
  const judge_id = await chatJudge();
  model.on({}, { ...grade, delay_ms: 10 });
  const { id } = await create({ judge_id, source: requests(200), concurrency: 30 });
  const body = { project_id: project.project_id, batch_id: id, lane: 0 };
  for (let n = 0; n < 10; n++)
    await queue.sendBatch([body, { ...body, lane: 1 }, { ...body, lane: 9 }].map((body) => ({ body })));
  expect(await until(id)).toMatchObject({ state: 'done', total: 200, done: 200, calls: 200 });
  expect(model.requests).toHaveLength(200);

  // A batch whose messages were lost: the sweep sends them again.
  const dataset_id = await sums(5, ['right']);
  const lost = await create({ judge_id: await ruleJudge(), source: { kind: 'dataset', dataset_id } });
  await until(lost.id);
  const undo =
    "UPDATE judgment_batches SET state = 'running', done = 0, settings = json_set(settings, '$.lanes[0]', 1) WHERE id = ?";
  await db.batch([
    db.prepare(undo).bind(lost.id),
    db.prepare("UPDATE batch_tasks SET state = 'pending', attempts = 0 WHERE batch_id = ?").bind(lost.id),
    db.prepare('DELETE FROM judgments WHERE batch_id = ?').bind(lost.id),
  ]);
  await platform.scheduled();
  expect(await until(lost.id)).toMatchObject({ state: 'done', done: 5 });
}, 120_000);

test('a lane that died: its tasks are taken up again, and a judgment it had written is not made twice', async () => {
  const judge_id = await chatJudge();
  model.on({}, grade);
  const { id } = await create({ judge_id, source: { kind: 'dataset', dataset_id: await sums(6, ['right']) } });
  const before = await until(id).then(() => results(id));
  expect(model.requests).toHaveLength(6);
  // As if it had died between the ledger and the counts of tasks 1 to 3, before judging task 4, and for the fifth time at task 5.
  const undo =
    "UPDATE judgment_batches SET state = 'running', done = 1, finished_at = NULL, settings = json_set(settings, '$.lanes[0]', 1) WHERE id = ?";
  await db.batch([
    db.prepare(undo).bind(id),
    db
      .prepare(
        "UPDATE batch_tasks SET state = 'judging', lease_until = 1, attempts = iif(n = 5, 5, 1) WHERE batch_id = ? AND n < 6",
      )
      .bind(id),
    db.prepare('DELETE FROM judgments WHERE id = ?').bind(before[3]?.judgment?.id),
  ]);
  await platform.scheduled();
  expect(await until(id)).toMatchObject({ state: 'done', done: 5, dead: 1 });
  expect(model.requests).toHaveLength(7);
  const after = await results(id);
  expect(after.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'dead', 'done']);
  for (const n of [0, 1, 2, 5]) expect(after[n]).toEqual(before[n]);
});

test('calls a minute are kept to', async () => {
  const judge_id = await chatJudge();
  model.on({}, grade);
  const { id } = await create({ judge_id, source: requests(60), calls_per_minute: 600 });
  const begun = Date.now();
  expect(await until(id)).toMatchObject({ state: 'done', done: 60, calls_per_minute: 600 });
  const took = Date.now() - begun;
  // Two seconds' worth at once, then as long a rest; and no slower than half of what is allowed.
  expect(took).toBeGreaterThan(3000);
  expect(took).toBeLessThan(30_000);
  const times = model.requests.map(({ at }) => at);
  for (const from of times) expect(times.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(20);
}, 60_000);

test('what cannot be judged is refused before a batch is made', async () => {
  const judge_id = await chatJudge();
  const bad = { kind: 'requests', requests: [{ response: 'x' }, { responses: ['a', 'b'] }] };
  const refused = await project.json('POST', path, { judge_id, source: bad }, 400);
  expect(refused).toMatchObject({ errors: [{ path: 'source.requests.1' }] });
  const no_one = { judge_id: `jdg_${'0'.repeat(26)}`, source: requests(1) };
  expect(await project.json('POST', path, no_one, 404)).toMatchObject({ code: 'not_found' });
  const { data } = await project.json<Page<Batch>>('GET', `${path}?limit=2`);
  expect(data).toHaveLength(2);
  const next = await project.json<Page<Batch>>('GET', `${path}?limit=2&cursor=${data[1]?.id}`);
  expect((next.data[0]?.created_at ?? 0) <= (data[1]?.created_at ?? 0)).toBe(true);
});
