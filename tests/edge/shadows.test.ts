import { beforeAll, expect, test } from 'vitest';
import type { Campaign, Comparison } from '../../schema/contracts/campaigns.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Judgment } from '../../schema/contracts/judgments.ts';
import type { Shadow } from '../../schema/contracts/shadows.ts';
import { type Asked, loopbackModel } from '../loopback-model.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();
const project = await platform.project();
const model = loopbackModel({ keep_rules: true });
type Audit = { data: { action: string; subject: string; actor: string }[] };

/** Judges by what they prefer: one the first answer of every pair, the other the second, whatever the order. */
function preferring(which: 'first' | 'second'): Promise<Judge> {
  const provider = { kind: 'chat', base_url: model.base_url, model: which };
  return project.json<Judge>('POST', '/v1/judges', { name: which, mode: 'pair', provider });
}
beforeAll(() => {
  for (const which of ['first', 'second'])
    model.on({ model: which }, ({ text }: Asked) => {
      const first = text.indexOf('first answer') < text.indexOf('second answer');
      return { json: { reason: '', verdict: first === (which === 'first') ? 'A' : 'B' } };
    });
});

const judged = (shadow: Judge) =>
  expect.poll(async () => (await project.json<Shadow>('GET', `/v1/judges/${shadow.id}/shadow`)).gate, {
    timeout: 20_000,
  });

/** Live requests for the judge in use, on the comparisons of a campaign. */
async function ask(judge: Judge, comparisons: Comparison[]): Promise<Judgment[]> {
  const all: Judgment[] = [];
  for (const { id, prompt, response_a, response_b } of comparisons) {
    const request = { prompt, responses: [response_a, response_b], comparison_id: id };
    all.push(await project.json<Judgment>('POST', '/v1/judgments', { judge_id: judge.id, ...request, cache: 'skip' }));
  }
  return all;
}

/** A person who always takes the first, or always the second answer. */
async function rate({ id, rating_url }: Campaign, which: 'first' | 'second', count: number): Promise<void> {
  const rater = await openRater(platform, rating_url);
  for (let done = 0; done < count; done++) {
    const [one] = (await rater.assignments(1)).assignments;
    if (!one) throw new Error(`Only ${done} of ${count} comparisons were left.`);
    expect((await rater.rate(one.token, one.left.startsWith(which) ? 'left' : 'right')).status).toBe(202);
  }
  await waitForRatings(project, id, count);
}

async function comparisonsOf(campaign: Campaign): Promise<Comparison[]> {
  const path = `/v1/campaigns/${campaign.id}/comparisons?limit=200`;
  return (await project.json<{ data: Comparison[] }>('GET', path)).data;
}

test('people side with the shadow: it is promoted, answers in the place of the judge in use, and is rolled back by one call', {
  timeout: 120_000,
}, async () => {
  const [current, shadow] = [await preferring('first'), await preferring('second')];
  const campaign = await makeCampaign(project, Array(16).fill(['m1', 'm2']));
  const comparisons = await comparisonsOf(campaign);
  const path = `/v1/judges/${shadow.id}/shadow`;
  const put = { beside: current.id, against: { kind: 'ratings', campaign_id: campaign.id } };
  expect(await project.json<Shadow>('PUT', path, put)).toMatchObject({
    ...{ state: 'shadow', margin: 0.05, error: 0.05, gate: { labeled: 0, threshold: 20 } },
  });
  const answers = await ask(current, comparisons);
  expect(answers.every(({ judge_id, verdict }) => judge_id === current.id && verdict.outcome === 'a')).toBe(true);
  await judged(shadow).toMatchObject({ labeled: 0, waiting: 16 });

  await rate(campaign, 'second', 16);
  await platform.scheduled();
  const promoted = await project.json<Shadow>('GET', path);
  expect(promoted).toMatchObject({
    state: 'promoted',
    gate: { agreement: { value: 1 }, current_agreement: { value: 0 } },
  });
  expect(promoted.gate.promote).toBeGreaterThanOrEqual(20);
  expect(promoted.gate.decided_after).toBeLessThan(16);

  const [answered] = await ask(current, comparisons.slice(0, 1));
  expect(answered).toMatchObject({ judge_id: shadow.id, verdict: { outcome: 'b' } });
  expect(await project.json<Shadow>('POST', `${path}/roll-back`)).toMatchObject({ state: 'rolled_back' });
  const [back] = await ask(current, comparisons.slice(0, 1));
  expect(back).toMatchObject({ judge_id: current.id, verdict: { outcome: 'a' } });
  expect(await project.json('POST', `${path}/roll-back`, undefined, 409)).toMatchObject({ code: 'conflict' });
  const { data } = await project.json<Audit>('GET', '/v1/audit');
  const told = data.filter(({ subject }) => subject === shadow.id).map(({ action }) => action);
  expect(told).toEqual(expect.arrayContaining(['judge.shadow', 'judge.promoted', 'judge.rolled_back']));
});

test('a poisoned one, which says the opposite of people, is rejected and never answers', {
  timeout: 120_000,
}, async () => {
  const [current, poisoned] = [await preferring('first'), await preferring('second')];
  const campaign = await makeCampaign(project, Array(16).fill(['m1', 'm2']));
  const comparisons = await comparisonsOf(campaign);
  const path = `/v1/judges/${poisoned.id}/shadow`;
  await project.json('PUT', path, { beside: current.id, against: { kind: 'ratings', campaign_id: campaign.id } });
  await ask(current, comparisons);
  await judged(poisoned).toMatchObject({ waiting: 16 });
  await rate(campaign, 'first', 16);
  expect(await project.json<Shadow>('GET', path)).toMatchObject({
    state: 'rejected',
    gate: { agreement: { value: 0 } },
  });
  const [answered] = await ask(current, comparisons.slice(0, 1));
  expect(answered?.judge_id).toBe(current.id);
});

test('without ratings the judge in use is the teacher; what cannot be compared is refused', {
  timeout: 120_000,
}, async () => {
  const [teacher, pupil, opposite] = [await preferring('first'), await preferring('first'), await preferring('second')];
  const against = { kind: 'teacher' };
  for (const { id } of [pupil, opposite])
    await project.json('PUT', `/v1/judges/${id}/shadow`, { beside: teacher.id, against, margin: 0.3 });
  const campaign = await makeCampaign(project, Array(24).fill(['m1', 'm2']));
  await ask(teacher, await comparisonsOf(campaign));
  const state = (judge: Judge) =>
    expect.poll(async () => (await project.json<Shadow>('GET', `/v1/judges/${judge.id}/shadow`)).state, {
      timeout: 20_000,
    });
  await state(opposite).toBe('rejected');
  await expect
    .poll(async () => (await project.json<Shadow>('GET', `/v1/judges/${pupil.id}/shadow`)).gate.labeled, {
      timeout: 20_000,
    })
    .toBeGreaterThanOrEqual(1);
  const rule = { kind: 'rule', verifier: 'exact' };
  const other = await project.json<Judge>('POST', '/v1/judges', { name: 'rule', mode: 'reference', provider: rule });
  for (const [judge, beside] of [
    [pupil, pupil],
    [pupil, other],
  ] as const)
    expect(
      await project.json('PUT', `/v1/judges/${judge.id}/shadow`, { beside: beside.id, against }, 400),
    ).toMatchObject({ errors: [{ path: 'beside' }] });
  expect(await project.json('DELETE', `/v1/judges/${pupil.id}/shadow`)).toMatchObject({ deleted: true });
  await project.json('GET', `/v1/judges/${pupil.id}/shadow`, undefined, 404);
});
