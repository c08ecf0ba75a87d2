import { beforeAll, describe, expect, test } from 'vitest';
import type { CascadeReport } from '../../schema/contracts/cascades.ts';
import type { EdgeModel } from '../../schema/contracts/edge-models.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Judgment } from '../../schema/contracts/judgments.ts';
import { bundleFiles, expectedItems, putBundle, registerBundle, sha256 } from '../edge-bundle.ts';
import { loopbackModel } from '../loopback-model.ts';
import { openTestPlatform, type TestPlatform, type TestProject } from '../platform.ts';

const platt = (a: number, b: number, x: number) => 1 / (1 + Math.exp(a * x + b));
const items = expectedItems();
const { heads } = JSON.parse(bundleFiles().manifest.toString());
const rightOf = (reward: number) => platt(heads.reward.map.a, heads.reward.map.b, reward);

describe('judges backed by an edge model', () => {
  const big = loopbackModel();
  let platform: TestPlatform;
  let project: TestProject;
  let model: EdgeModel;
  beforeAll(async () => {
    platform = await openTestPlatform({ edge_models: true });
    project = await platform.project();
    model = await registerBundle(platform, project);
  });
  const judge = (body: object, owner = project) =>
    owner.json<Judge>('POST', '/v1/judges', { name: 'edge', provider: { kind: 'edge', model: model.id }, ...body });
  const ask = (judge_id: string, request: object) =>
    project.json<Judgment>('POST', '/v1/judgments', { judge_id, ...request });

  test('a job’s files become a model once, which says what it is and gives its files to its project alone', async () => {
    const { manifest } = bundleFiles();
    expect(model).toMatchObject({ id: expect.stringMatching(/^edm_/), sha256: sha256(manifest), source: 'job' });
    const again = await project.json<EdgeModel>('POST', '/v1/edge-models', { job_id: model.job_id });
    expect(again.id).toBe(model.id);
    const { data } = await project.json<{ data: EdgeModel[] }>('GET', '/v1/edge-models');
    expect(data.filter(({ source }) => source === 'job').map(({ id }) => id)).toEqual([model.id]);
    const file = await project.request(`/v1/edge-models/${model.id}/files/model.onnx`);
    expect(sha256(Buffer.from(await file.arrayBuffer()))).toBe(model.manifest.files.model.sha256);
    const stranger = await platform.project();
    for (const path of ['', '/files/model.onnx'])
      expect((await stranger.request(`/v1/edge-models/${model.id}${path}`)).status).toBe(404);
    const refused = await stranger.request('/v1/judges', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', mode: 'pair', provider: { kind: 'edge', model: model.id } }),
    });
    expect(refused.status).toBe(404);
  });

  test('a judge holds on to the model’s hash; what a model cannot do is refused before a judge is made of it', async () => {
    const made = await judge({ mode: 'pair' });
    expect(made.panel).toEqual([{ kind: 'edge', model: model.id, sha256: model.sha256 }]);
    for (const [body, path] of [
      [{ mode: 'rank' }, 'mode'],
      [{ mode: 'score', instructions: 'Be kind.' }, 'instructions'],
      [{ mode: 'pair', provider: { kind: 'edge', model: model.id, sha256: '0'.repeat(64) } }, 'provider.sha256'],
    ] as const) {
      const whole = { name: 'x', provider: { kind: 'edge', model: model.id }, ...body };
      expect(await project.json('POST', '/v1/judges', whole, 400)).toMatchObject({ errors: [{ path }] });
    }
    await project.json(
      'POST',
      '/v1/judges',
      { name: 'x', mode: 'pair', provider: { kind: 'edge', model: 'starter-none' } },
      404,
    );
  });

  test('score: the calibrated probability, the two ends of the scale, no call and no cost', async () => {
    const { id } = await judge({ mode: 'score', options: { scale: { min: 0, max: 1 } } });
    for (const { prompt, response, onnxruntime } of items) {
      const { verdict, calls, cost, readings } = await ask(id, { prompt, response });
      const right = rightOf(onnxruntime.reward);
      expect({ calls, cost }).toEqual({ calls: 0, cost: null });
      expect(verdict.score).toBeCloseTo(right, 3);
      expect(verdict.probability).toBeCloseTo(Math.max(right, 1 - right), 3);
      const sure = Math.max(right, 1 - right) >= 0.6;
      expect(verdict).toMatchObject({ outcome: sure ? 'scored' : 'abstained', abstained_from: sure ? null : 'scored' });
      expect(readings[0]?.detail).toMatchObject({ truncated: null });
    }
    const five = await judge({ mode: 'score' });
    const [first] = items;
    const { verdict } = await ask(five.id, { prompt: first?.prompt, response: first?.response });
    const weights = first?.onnxruntime.grades.map((logit) => Math.exp(logit / heads.grades.temperature)) ?? [];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(verdict.score).toBeCloseTo(
      weights.reduce((sum, weight, at) => sum + ((at + 1) * weight) / total, 0),
      2,
    );
  });

  test('pair: Bradley and Terry’s probability, and its mirror when the two are swapped', async () => {
    const { id } = await judge({ mode: 'pair' });
    const prompt = 'What is 2 + 2?';
    const [one, other] = [
      await ask(id, { prompt, responses: ['4', 'five'] }),
      await ask(id, { prompt, responses: ['five', '4'] }),
    ];
    const told = (one.readings[0]?.detail?.responses ?? []) as { reward: number }[];
    const [a, b] = told.map(({ reward }) => reward);
    expect(one.verdict.distribution?.a).toBeCloseTo(platt(-2, 0, (a ?? 0) - (b ?? 0)), 9);
    expect(other.verdict.distribution?.b).toBeCloseTo(one.verdict.distribution?.a ?? 0, 9);
    expect(one.readings).toHaveLength(1);
  });

  test('steps: a probability for each step, and the first that is wrong', async () => {
    const { id } = await judge({ mode: 'steps', options: { split: 'lines' } });
    for (const { prompt, response, onnxruntime } of items) {
      const { verdict } = await ask(id, { prompt, response });
      const right = onnxruntime.steps.map((logit) => platt(-1, 0, logit));
      const first = right.findIndex((p) => p < 0.5);
      expect(verdict.outcome).toBe(first < 0 ? 'all_correct' : 'error');
      expect(verdict.probability).toBeCloseTo(first < 0 ? Math.min(...right) : 1 - Math.min(...right), 2);
      const detail = verdict.detail as {
        first_error: number | null;
        steps: { verdict: string; probability: number }[];
      };
      expect(detail.first_error).toBe(first < 0 ? null : first + 1);
      detail.steps.forEach((step, at) => {
        const p = right[at] ?? 0;
        expect(step.verdict).toBe(p < 0.5 ? 'incorrect' : 'correct');
        expect(step.probability).toBeCloseTo(Math.max(p, 1 - p), 2);
      });
    }
  });

  test('a batch of hundreds is judged in few calls, as one by one', async () => {
    const { id } = await judge({ mode: 'score', options: { scale: { min: 0, max: 1 } } });
    const requests = Array.from({ length: 70 }, (_, at) => {
      const { prompt, response } = items[at % items.length] as { prompt: string; response: string };
      return { prompt, response };
    });
    const batch = await project.json<{ id: string }>('POST', '/v1/judgment-batches', {
      judge_id: id,
      name: 'many',
      source: { kind: 'requests', requests },
    });
    await expect
      .poll(async () => (await project.json<{ state: string }>('GET', `/v1/judgment-batches/${batch.id}`)).state, {
        timeout: 30_000,
      })
      .toBe('done');
    const { data } = await project.json<{ data: Judgment[] }>('GET', `/v1/judgments?batch_id=${batch.id}&limit=200`);
    expect(data).toHaveLength(70);
    for (const { request, verdict } of data) {
      const item = items.find(({ response }) => response === request.response);
      expect(verdict.score).toBeCloseTo(rightOf(item?.onnxruntime.reward ?? 0), 3);
    }
  });

  test('the cron opens the models that were asked lately, before anyone waits for them, and no others', async () => {
    interface EdgeBinding {
      score: (ask: { model: string; items: [] }) => Promise<{ ok: boolean; cold: boolean }>;
    }
    const { EDGE: edge } = await platform.mf.getBindings<{ EDGE: EdgeBinding }>('assay-api');
    const idle = await registerBundle(platform, project, { manifest: { name: 'idle' } });
    await judge({ name: 'idle', mode: 'pair', provider: { kind: 'edge', model: idle.id } });
    await ask((await judge({ mode: 'pair' })).id, { prompt: 'What is 2 + 2?', responses: ['4', 'five'] });
    // Three others push both out: no more are kept open.
    for (const name of ['one', 'two', 'three'])
      await edge.score({ model: await putBundle(platform, { manifest: { name } }), items: [] });
    await platform.scheduled();
    expect(await edge.score({ model: model.sha256, items: [] })).toMatchObject({ ok: true, cold: false });
    expect(await edge.score({ model: idle.sha256, items: [] })).toMatchObject({ ok: true, cold: true });
  });

  test('the cascade: a sure edge judge answers alone; one that abstains or fails hands on to the big judge', async () => {
    const chat = {
      kind: 'chat',
      base_url: big.base_url,
      model: 'big',
      prices: { input_per_million: 1, output_per_million: 1 },
    };
    const above = await judge({ name: 'big', mode: 'score', options: { scale: { min: 0, max: 1 } }, provider: chat });
    const policy = { escalate: { to: 'judge', judge_id: above.id } };
    const options = { scale: { min: 0, max: 1 } };
    const edge = await judge({ mode: 'score', options, policy });
    const sureOf = ({ onnxruntime }: (typeof items)[number]) => {
      const right = rightOf(onnxruntime.reward);
      return Math.max(right, 1 - right) >= 0.6;
    };
    const sure = items.find(sureOf);
    const unsure = items.find((item) => !sureOf(item));
    if (!sure || !unsure) throw new Error('the fixture holds no item of each kind');
    big.on({ model: 'big' }, { json: { reason: 'It is right.', verdict: '1' } });
    const alone = await ask(edge.id, { prompt: sure.prompt, response: sure.response });
    expect(alone).toMatchObject({ judge_id: edge.id, escalated_to: null, calls: 0 });
    const handed = await ask(edge.id, { prompt: unsure.prompt, response: unsure.response });
    expect(handed).toMatchObject({ judge_id: edge.id, escalated_to: above.id, calls: 1, verdict: { score: 1 } });
    expect(handed.stages[0]).toMatchObject({ judge_id: edge.id, verdict: { outcome: 'abstained' } });

    const report = await project.json<CascadeReport>('GET', `/v1/judges/${edge.id}/cascade`);
    expect(report).toMatchObject({
      ...{ escalates_to: above.id, judgments: 2, escalated: { value: 0.5, n: 2 } },
      answered: { judgments: 1, cost: null, risk: { n: 0, value: null } },
      handed_on: { judgments: 1, cost: handed.cost },
      // One request of two was answered without the big judge, whose one call says what it takes.
      saved: { cost: handed.cost },
    });
    const first_ms = handed.stages[0]?.readings[0]?.latency_ms ?? 0;
    expect(report.saved.latency_ms).toBeCloseTo(handed.latency_ms - first_ms - alone.latency_ms - first_ms, 0);
    expect(await project.json('GET', `/v1/judges/${above.id}/cascade`, undefined, 400)).toMatchObject({
      detail: expect.stringContaining('no cascade'),
    });

    const broken = await registerBundle(platform, project, { model: Buffer.from('no model at all') });
    const failing = await judge({
      name: 'broken',
      mode: 'score',
      options,
      policy,
      provider: { kind: 'edge', model: broken.id },
    });
    const saved = await ask(failing.id, { prompt: sure.prompt, response: sure.response });
    expect(saved).toMatchObject({ escalated_to: above.id, verdict: { score: 1 } });
    expect(saved.stages[0]?.readings[0]).toMatchObject({ outcome: 'failed', error: { code: 'failed' } });
  });
});
