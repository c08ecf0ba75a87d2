import { expect, test } from 'vitest';
import type { EdgeModel } from '../../schema/contracts/edge-models.ts';
import type { Campaign, Job, Judge, Judgment, Shadow } from '../../schema/contracts/index.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { importLines } from '../edge/crowd-of.ts';
import { registerBundle } from '../edge-bundle.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { working } from './working.ts';

const platform = await openTestPlatform({ edge_models: true });

/** Small enough to be trained within seconds. */
const TINY = { hidden: 32, layers: 1, heads: 2, vocabulary: 400, max_tokens: 48, steps: 400, learning_rate: 3e-3 };
const SPLITS = { calibrate_share: 0.15, promise_share: 0.2, test_share: 0.2, alpha: 0.2, step_weight: 0 };
const LEARNED = 400;
const LIVE = 60;

type Side = 'a' | 'b';
const other = { a: 'b', b: 'a' } as const;

/** Questions of sums with two answers that are both true: one is of the question that was asked, the other of another one. */
function questions(seed: number, count: number) {
  const random = uniform(seed);
  const among = (from: number, to: number) => from + Math.floor(random() * (to - from));
  return Array.from({ length: count }, () => {
    const [x, y] = [among(12, 60), among(2, 60)];
    const off = x + (random() < 0.5 ? -1 : 1) * among(1, 11);
    const greeting = ['Let me see.', 'Good question.', 'Here you go.'][among(0, 3)];
    const [asked, astray] = [x, off].map((first) => `${greeting} ${first} + ${y} = ${first + y}`);
    const better: Side = random() < 0.5 ? 'a' : 'b';
    const [response_a, response_b] = better === 'a' ? [asked, astray] : [astray, asked];
    return { better, prompt: `What is ${x} plus ${y}?`, response_a, response_b, model_a: 'one', model_b: 'two' };
  });
}

/** A campaign of such questions, without ratings. */
async function campaignOf(project: TestProject, name: string, seed: number, count: number) {
  const campaign = await project.json<Campaign>('POST', '/v1/campaigns', { name });
  const asked = questions(seed, count);
  const comparisons = asked.map(({ better: _, ...comparison }) => comparison);
  const path = `/v1/campaigns/${campaign.id}/comparisons`;
  const { ids } = await project.json<{ ids: string[] }>('POST', path, { comparisons });
  return { campaign, asked: asked.map((one, at) => ({ ...one, comparison_id: ids[at] ?? '' })) };
}

type Asked = Awaited<ReturnType<typeof campaignOf>>['asked'][number];

/** Ratings of two people who look and of one who throws a coin; flipped, all three say the opposite. */
async function rate(project: TestProject, campaign_id: string, asked: Asked[], flipped = false): Promise<void> {
  const coin = uniform(5);
  const lines = asked.flatMap(({ comparison_id, better }) =>
    (['ann', 'bob', 'eve'] as const).map((rater) => {
      const said = rater === 'eve' && coin() < 0.5 ? other[better] : better;
      return { comparison_id, rater, choice: flipped ? other[said] : said };
    }),
  );
  expect(await importLines(project, campaign_id, lines)).toMatchObject({ added: lines.length, problem_count: 0 });
}

test('from an empty project: ratings, a job on a real runner, the shadow, the gate, the edge; a poisoned one is refused', async () => {
  const project = await platform.project();
  const judgeOn = ({ id }: EdgeModel, name: string) =>
    project.json<Judge>('POST', '/v1/judges', { name, mode: 'pair', provider: { kind: 'edge', model: id } });
  // In use so far: a model of random weights.
  const current = await judgeOn(await registerBundle(platform, project), 'in use');
  const succeeded = await working(platform, project, 'edge_judge');

  const live = await campaignOf(project, 'live', 2, LIVE);
  const trained = async (name: string, flipped: boolean, more: object = {}) => {
    const { campaign, asked } = await campaignOf(project, name, 1, LEARNED);
    await rate(project, campaign.id, asked, flipped);
    const params = { ...TINY, ...SPLITS, campaign: campaign.id, name, ...more };
    const job = await project.json<Job>('POST', '/v1/jobs', { recipe: 'edge_judge', params, seed: 3 });
    await succeeded(job);
    return project.json<EdgeModel>('POST', '/v1/edge-models', { job_id: job.id });
  };
  // One goes into the shadow by itself, the other by calls.
  const honest = await trained('honest', false, { beside: current.id, against: live.campaign.id });
  const [next] = (await project.json<{ data: Judge[] }>('GET', '/v1/judges?name=honest')).data;
  if (!next) throw new Error('the job made no judge');
  expect(next.panel).toEqual([{ kind: 'edge', model: honest.id, sha256: honest.sha256 }]);
  const poisoned = await trained('poisoned', true);
  const bad = await judgeOn(poisoned, 'poisoned');
  const against = { kind: 'ratings', campaign_id: live.campaign.id };
  await project.json('PUT', `/v1/judges/${bad.id}/shadow`, { beside: current.id, against });
  // By its own numbers the poisoned one is as good: they are of the same poisoned ratings.
  for (const { manifest } of [honest, poisoned]) {
    expect(manifest.metrics.find(({ name }) => name === 'pair_accuracy')?.value).toBeGreaterThan(0.85);
    expect(manifest.conformal.pair?.threshold).not.toBeNull();
  }

  const shadowOf = ({ id }: Judge) => project.json<Shadow>('GET', `/v1/judges/${id}/shadow`);
  const ask = ({ prompt, response_a, response_b, comparison_id }: Asked) => {
    const request = { prompt, responses: [response_a, response_b], comparison_id };
    return project.json<Judgment>('POST', '/v1/judgments', { judge_id: current.id, ...request, cache: 'skip' });
  };
  for (const one of live.asked) expect((await ask(one)).judge_id).toBe(current.id);
  for (const judge of [next, bad])
    await expect
      .poll(() => shadowOf(judge), { timeout: 30_000 })
      .toMatchObject({ state: 'shadow', gate: { waiting: LIVE, labeled: 0 } });

  await rate(project, live.campaign.id, live.asked);
  await platform.scheduled();
  const [promoted, rejected] = [await shadowOf(next), await shadowOf(bad)];
  console.log('the gate:', JSON.stringify({ promoted: promoted.gate, rejected: rejected.gate }));
  expect(promoted).toMatchObject({ state: 'promoted', gate: { labeled: LIVE } });
  expect(promoted.gate.promote).toBeGreaterThanOrEqual(promoted.gate.threshold);
  expect(rejected).toMatchObject({ state: 'rejected', gate: { labeled: LIVE } });
  expect(rejected.gate.reject).toBeGreaterThanOrEqual(rejected.gate.threshold);

  // Questions that neither people nor judges have seen.
  const { asked: fresh } = await campaignOf(project, 'fresh', 3, 20);
  const answers = await Promise.all(fresh.map(ask));
  for (const answer of answers) expect(answer).toMatchObject({ judge_id: next.id, calls: 0, cost: null });
  const right = answers.filter(({ verdict }, at) => verdict.outcome === fresh[at]?.better);
  expect(right.length).toBeGreaterThanOrEqual(16);

  await project.json('POST', `/v1/judges/${next.id}/shadow/roll-back`);
  const [first] = fresh;
  if (!first) throw new Error('there is no question');
  expect((await ask(first)).judge_id).toBe(current.id);
});
