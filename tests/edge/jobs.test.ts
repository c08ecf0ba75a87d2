import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobEvent } from '../../schema/contracts/jobs.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

type Lease = {
  lease: {
    job: { id: string; inputs: { name: string; sha256: string }[]; checkpoint: unknown; attempt: number };
    fence: number;
  };
};

const part_bytes = 5 * 1024 * 1024;
const sha = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

describe('the runner protocol', () => {
  let platform: TestPlatform;
  let project: TestProject;
  let runner: TestProject;
  let dataset_id: string;

  beforeAll(async () => {
    platform = await openTestPlatform({ vars: { ASSAY_LEASE_MS: '1500' } });
    project = await platform.project();
    runner = await platform.key(project, ['runner']);
    dataset_id = (await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'sums' })).id;
    await project.json('POST', `/v1/datasets/${dataset_id}/items`, {
      items: [
        { prompt: '1+1=', reference: '2' },
        { prompt: '2+2=', reference: '4' },
      ],
    });
  });

  const create = (more: object = {}) =>
    project.json<Job>('POST', '/v1/jobs', {
      recipe: 'generate',
      params: { dataset: dataset_id, model: 'tiny-arithmetic' },
      ...more,
    });
  const show = (id: string) => project.json<Job>('GET', `/v1/jobs/${id}`);
  const ask = { name: 'box', labels: [], recipes: ['generate', 'sft'], version: '1', device: 'cpu' };
  const lease = async (id: string, more: object = {}): Promise<Lease['lease']> => {
    const body = { ...ask, job_id: id, wait_ms: 10_000, ...more };
    return (await runner.json<Lease>('POST', '/v1/runner/leases', body, 200)).lease;
  };
  const post = (id: string, what: string, body: unknown, status?: number) =>
    runner.json<never>('POST', `/v1/runner/jobs/${id}/${what}`, body, status);
  const upload = async (id: string, fence: number, name: string, kind: string, bytes: Uint8Array) => {
    const head = { fence, name, kind, sha256: sha(bytes), size_bytes: bytes.length };
    const begun = await runner.json<{ artifact_id: string; state: string; received_parts: number[] }>(
      'POST',
      `/v1/runner/jobs/${id}/artifacts`,
      head,
    );
    if (begun.state === 'complete') return begun;
    for (let at = 0, n = 1; at < bytes.length || n === 1; at += part_bytes, n++) {
      if (begun.received_parts.includes(n)) continue;
      const path = `/v1/runner/jobs/${id}/artifacts/${begun.artifact_id}/parts/${n}?fence=${fence}`;
      const sent = await runner.request(path, { method: 'PUT', body: bytes.slice(at, at + part_bytes) });
      if (!sent.ok) throw new Error(await sent.text());
    }
    return runner.json<{ artifact_id: string; state: string }>(
      'POST',
      `/v1/runner/jobs/${id}/artifacts/${begun.artifact_id}/complete`,
      { fence },
    );
  };

  test('queue → lease → events, artifact → finish: inputs are pinned, answers land in the dataset once', async () => {
    const job = await create({ name: 'first' });
    expect(job).toMatchObject({ state: 'queued', name: 'first', attempt: 0 });
    const held = await lease(job.id);
    expect(held.job.attempt).toBe(1);
    const [input] = held.job.inputs;
    const bytes = new Uint8Array(
      await (await runner.request(`/v1/runner/jobs/${job.id}/inputs/dataset`)).arrayBuffer(),
    );
    expect(sha(bytes)).toBe(input?.sha256);
    const lines = new TextDecoder()
      .decode(bytes)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.item.prompt)).toEqual(['1+1=', '2+2=']);
    const tail = await runner.request(`/v1/runner/jobs/${job.id}/inputs/dataset`, { headers: { range: 'bytes=10-' } });
    expect(tail.status).toBe(206);
    expect((await tail.arrayBuffer()).byteLength).toBe(bytes.length - 10);

    const events = [1, 2, 3].map((seq) => ({
      seq,
      at: Date.now(),
      kind: 'metric',
      data: { step: seq, values: { loss: 1 / seq } },
    }));
    expect(await post(job.id, 'events', { fence: held.fence, events: events.slice(0, 2) })).toEqual({
      accepted: 2,
      duplicates: 0,
    });
    expect(await post(job.id, 'events', { fence: held.fence, events })).toEqual({ accepted: 1, duplicates: 2 });
    expect(await post(job.id, 'heartbeat', { fence: held.fence, progress: 0.5, message: 'half' })).toMatchObject({
      cancel: false,
    });
    expect(await show(job.id)).toMatchObject({ state: 'running', progress: 0.5, message: 'half', runner: 'box' });

    const answers = lines.map((line) =>
      JSON.stringify({
        item_id: line.item.id,
        model: 'tiny',
        content: line.item.reference,
        sample: 0,
        attempt: 1,
        metadata: {},
      }),
    );
    const made = await upload(
      job.id,
      held.fence,
      'responses.jsonl',
      'responses',
      new TextEncoder().encode(`${answers.join('\n')}\n`),
    );
    const result = { metrics: { answers: 2 }, responses: made.artifact_id };
    expect(await post(job.id, 'finish', { fence: held.fence, outcome: 'succeeded', result })).toEqual({
      state: 'succeeded',
    });
    expect(await post(job.id, 'finish', { fence: held.fence, outcome: 'succeeded', result })).toEqual({
      state: 'succeeded',
    });
    await expect
      .poll(
        async () =>
          (await project.json<{ response_count: number }>('GET', `/v1/datasets/${dataset_id}`)).response_count,
        { timeout: 10_000 },
      )
      .toBe(2);
    const listed = await project.json<{ data: JobEvent[] }>('GET', `/v1/jobs/${job.id}/events`);
    expect(listed.data.map((event) => [event.fence, event.seq])).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    const stream = await (await project.request(`/v1/jobs/${job.id}/stream`)).text();
    expect(stream.match(/^event: event$/gm)).toHaveLength(3);
    expect(stream).toContain('"state":"succeeded"');
  });

  test('a lost runner: the lease runs out, the next lease has a higher fence and the checkpoint, the old one writes nothing more', async () => {
    const job = await create();
    const first = await lease(job.id);
    const saved = await upload(job.id, first.fence, 'checkpoint-1', 'checkpoint', new TextEncoder().encode('state'));
    await post(job.id, 'heartbeat', { fence: first.fence });
    const second = await lease(job.id);
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(second.job).toMatchObject({
      attempt: 2,
      checkpoint: { artifact_id: saved.artifact_id, sha256: sha('state'), size_bytes: 5 },
    });
    for (const [what, body] of [
      ['heartbeat', {}],
      ['events', { events: [{ seq: 1, at: 1, kind: 'log', data: {} }] }],
      ['finish', { outcome: 'succeeded' }],
      ['artifacts', { name: 'x', sha256: sha('x'), size_bytes: 1 }],
    ] as const) {
      expect(await post(job.id, what, { fence: first.fence, ...body }, 409), what).toMatchObject({
        code: 'fence_lost',
      });
    }
    const content = await runner.request(
      `/v1/runner/jobs/${job.id}/artifacts/${saved.artifact_id}/content?fence=${second.fence}`,
    );
    expect(await content.text()).toBe('state');
    expect(
      await post(job.id, 'finish', {
        fence: second.fence,
        outcome: 'failed',
        error: { class: 'fatal', message: 'no' },
      }),
    ).toEqual({ state: 'failed' });
    expect(await show(job.id)).toMatchObject({ state: 'failed', error: { class: 'fatal', message: 'no' } });
    await project.json('POST', `/v1/jobs/${job.id}/retry`, undefined, 200);
    expect(await lease(job.id)).toMatchObject({ job: { attempt: 1, checkpoint: { artifact_id: saved.artifact_id } } });
  });

  test('attempts: a release costs none, a retryable failure one, the last one makes the job dead', async () => {
    const job = await create({ max_attempts: 1 });
    const first = await lease(job.id);
    expect(await post(job.id, 'finish', { fence: first.fence, outcome: 'released' })).toEqual({ state: 'ready' });
    const second = await lease(job.id);
    expect(second.job.attempt).toBe(1);
    const error = { class: 'retryable', message: 'out of memory' };
    expect(await post(job.id, 'finish', { fence: second.fence, outcome: 'failed', error })).toEqual({ state: 'dead' });
    expect(await show(job.id)).toMatchObject({ state: 'dead', error });
    const lost = await create({ max_attempts: 1 });
    // Nobody confirmed this lease: its runner was gone before it heard of the job.
    await lease(lost.id);
    const held = await lease(lost.id);
    expect(held).toMatchObject({ fence: 2, job: { attempt: 1 } });
    await post(lost.id, 'heartbeat', { fence: held.fence });
    await new Promise((resolve) => setTimeout(resolve, 1700));
    await platform.scheduled();
    expect(await show(lost.id)).toMatchObject({ state: 'dead' });
  });

  test('cancel: a waiting job at once, a running one by its heartbeat', async () => {
    const waiting = await create({ labels: ['gpu:h100'] });
    expect(await project.json('POST', `/v1/jobs/${waiting.id}/cancel`)).toMatchObject({ state: 'cancelled' });
    const job = await create();
    const held = await lease(job.id);
    expect(await project.json('POST', `/v1/jobs/${job.id}/cancel`)).toMatchObject({
      state: 'running',
      cancel_requested: true,
    });
    expect(await post(job.id, 'heartbeat', { fence: held.fence })).toMatchObject({ cancel: true });
    expect(await post(job.id, 'finish', { fence: held.fence, outcome: 'cancelled' })).toEqual({ state: 'cancelled' });
    expect(await project.json('POST', `/v1/jobs/${job.id}/cancel`)).toMatchObject({ state: 'cancelled' });
  });

  test('labels and recipes decide who may lease', async () => {
    const job = await create({ labels: ['gpu:h100'] });
    const short = { ...ask, job_id: job.id, wait_ms: 1500 };
    expect(
      (
        await runner.request('/v1/runner/leases', {
          method: 'POST',
          body: JSON.stringify(short),
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(204);
    expect((await lease(job.id, { labels: ['gpu:h100', 'big'] })).job.id).toBe(job.id);
    const other = await create();
    await expect(lease(other.id, { recipes: ['sft'], wait_ms: 500 })).rejects.toThrow('204');
  });

  test('40 askers for 20 jobs: each job goes to one', async () => {
    const jobs = await Promise.all(Array.from({ length: 20 }, () => create()));
    const asked = Array.from({ length: 40 }, async (_, index) => {
      const answer = await runner.request('/v1/runner/leases', {
        method: 'POST',
        body: JSON.stringify({ ...ask, name: `box-${index}`, wait_ms: 3000 }),
        headers: { 'content-type': 'application/json' },
      });
      return answer.status === 200 ? ((await answer.json()) as Lease).lease : null;
    });
    const won = (await Promise.all(asked)).filter((one) => one !== null);
    const first_leases = won
      .filter((one) => one.fence === 1 && jobs.some((job) => job.id === one.job.id))
      .map((one) => one.job.id);
    expect(first_leases.sort()).toEqual(jobs.map((job) => job.id).sort());
  });

  test('a large artifact comes in parts, is resumed, and is checked against its hash', async () => {
    const job = await create();
    const { fence } = await lease(job.id, { wait_ms: 10_000 });
    const bytes = new Uint8Array(part_bytes + 1000).fill(7);
    const head = { fence, name: 'big.bin', kind: 'file', sha256: sha(bytes), size_bytes: bytes.length };
    const begun = await runner.json<{ artifact_id: string }>('POST', `/v1/runner/jobs/${job.id}/artifacts`, head);
    const put = (n: number, body: Uint8Array) =>
      runner.request(`/v1/runner/jobs/${job.id}/artifacts/${begun.artifact_id}/parts/${n}?fence=${fence}`, {
        method: 'PUT',
        body,
      });
    expect((await put(1, bytes.slice(0, part_bytes))).status).toBe(200);
    expect((await put(2, bytes.slice(0, 10))).status).toBe(400);
    expect(await post(job.id, `artifacts/${begun.artifact_id}/complete`, { fence }, 409)).toMatchObject({
      detail: expect.stringContaining('Parts 2'),
    });
    expect(await runner.json('POST', `/v1/runner/jobs/${job.id}/artifacts`, head)).toMatchObject({
      artifact_id: begun.artifact_id,
      received_parts: [1],
    });
    expect((await put(2, new Uint8Array(1000))).status).toBe(200);
    expect(await post(job.id, `artifacts/${begun.artifact_id}/complete`, { fence }, 422)).toMatchObject({
      code: 'hash_mismatch',
    });
    const again = await upload(job.id, fence, 'big.bin', 'file', bytes);
    expect(again).toMatchObject({ artifact_id: begun.artifact_id, state: 'complete' });
    expect(await upload(job.id, fence, 'copy.bin', 'file', bytes)).toMatchObject({ state: 'complete' });
    const content = await project.request(`/v1/artifacts/${begun.artifact_id}/content`);
    expect(sha(new Uint8Array(await content.arrayBuffer()))).toBe(sha(bytes));
    await post(job.id, 'finish', { fence, outcome: 'succeeded', result: {} });
  });

  test('a trained model is registered once, with lineage, and its files become inputs of the next job', async () => {
    const job = await create();
    const { fence } = await lease(job.id);
    const file = await upload(job.id, fence, 'model/tuned/config.json', 'model_file', new TextEncoder().encode('{}'));
    const lineage = { recipe: 'sft', params: {}, seed: 0, data_sha256: null, parent: 'tiny-arithmetic', commit: null };
    const result = {
      models: [{ name: 'tuned', files: [{ path: 'config.json', artifact_id: file.artifact_id }], lineage }],
    };
    await post(job.id, 'finish', { fence, outcome: 'succeeded', result });
    const models = await project.json<{ data: { id: string; name: string; job_id: string }[] }>('GET', '/v1/models');
    const mine = models.data.filter((model) => model.job_id === job.id);
    expect(mine).toHaveLength(1);
    const next = await create({ params: { dataset: dataset_id, model: mine[0]?.id } });
    const { job: leased } = await lease(next.id);
    expect(leased.inputs).toContainEqual({
      name: 'model/config.json',
      kind: 'model_file',
      path: 'config.json',
      sha256: sha('{}'),
      size_bytes: 2,
    });
    const content = await runner.request(
      `/v1/runner/jobs/${next.id}/inputs/${encodeURIComponent('model/config.json')}`,
    );
    expect(await content.text()).toBe('{}');
  });

  test('a result that names what is not there is refused', async () => {
    const job = await create();
    const { fence } = await lease(job.id);
    const result = { responses: 'art_00000000000000000000000000' };
    expect(await post(job.id, 'finish', { fence, outcome: 'succeeded', result }, 400)).toMatchObject({
      detail: expect.stringContaining('not a complete artifact'),
    });
  });

  test('parameters are checked before anything is queued', async () => {
    const send = (body: unknown) => project.json<{ detail: string }>('POST', '/v1/jobs', body, 400);
    expect((await send({ recipe: 'nope' })).detail).toContain('There is no recipe "nope"');
    expect(
      (await send({ recipe: 'generate', params: { dataset: dataset_id, model: 'tiny-arithmetic', temprature: 1 } }))
        .detail,
    ).toContain('params.temprature');
    expect(
      (await send({ recipe: 'generate', params: { dataset: dataset_id, model: 'tiny-arithmetic', n: 0 } })).detail,
    ).toContain('params.n');
    expect(
      (
        await send({
          recipe: 'generate',
          params: { dataset: 'ds_00000000000000000000000000', model: 'tiny-arithmetic' },
        })
      ).detail,
    ).toContain('no dataset');
  });
});

test('a lease is short until its first heartbeat', async () => {
  const project = await (await openTestPlatform()).project();
  const { id: dataset } = await project.json<{ id: string }>('POST', '/v1/datasets', { name: 'sums' });
  const params = { dataset, model: 'tiny-arithmetic' };
  const job = await project.json<Job>('POST', '/v1/jobs', { recipe: 'generate', params });
  const ask = { name: 'box', recipes: ['generate'], version: '1', device: 'cpu', wait_ms: 10_000 };
  const { lease } = await project.json<{ lease: { fence: number; lease_expires_at: number } }>(
    'POST',
    '/v1/runner/leases',
    ask,
  );
  expect(lease.lease_expires_at - Date.now()).toBeLessThanOrEqual(15_000);
  const beat = { fence: lease.fence };
  const renewed = await project.json<{ lease_expires_at: number }>('POST', `/v1/runner/jobs/${job.id}/heartbeat`, beat);
  expect(renewed.lease_expires_at - Date.now()).toBeGreaterThan(60_000);
});
