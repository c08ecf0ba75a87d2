import { expect, test } from 'vitest';
import type { HeadToHead, LabelPlan } from '../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard, LeaderboardResult, Snapshot } from '../../schema/contracts/leaderboards.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { recompute } from '../../workers/api/rankings/offline/recompute.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { importLines, type Rated, rateAll } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

/** A board's first snapshot, which its export must come to again byte by byte outside of the Worker. */
async function snapshotOf(project: TestProject, campaign_id: string, fields: Record<string, unknown>) {
  const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'Board', campaign_id, ...fields });
  const { snapshot } = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}`);
  const file = await (await project.request(`/v1/leaderboards/${id}/export?part=snapshot`)).text();
  const again = await recompute(file);
  expect(again.computed).toEqual(again.published);
  return { id, snapshot: snapshot as Snapshot };
}

const scoreOf = ({ rows }: Snapshot, model: string) => rows.find((row) => row.model === model)?.score ?? Number.NaN;
const times = (count: number, one: Rated): Rated[] => Array.from({ length: count }, () => one);

test('raters weigh as they agree with the others, and Crowd-BT sees through those who report the opposite', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const ratings = ['p', 'q', 'r', 's'].map((rater) => ({ rater, choice: rater === 's' ? 'b' : 'a' }));
  await rateAll(project, id, times(4, { a: 'x', b: 'y', ratings }));
  const weighed = await snapshotOf(project, id, { method: 'rater-weighted' });
  // All agree in 12 of 16: drawn to that by 10 ratings, p, q and r agree in 11.5 of 14 and s in 7.5 of 14.
  const [faithful, turned] = [Math.log(11.5 / 2.5), Math.log(7.5 / 6.5)];
  const expected = 1000 + 200 * Math.log10((12 * faithful) / (4 * turned));
  expect(scoreOf(weighed.snapshot, 'x')).toBeCloseTo(expected, 6);
  expect(weighed.snapshot.rows[0]).toMatchObject({ model: 'x', wins: 12, losses: 4 });
  const plain = await snapshotOf(project, id, {});
  expect(scoreOf(plain.snapshot, 'x')).toBeCloseTo(1000 + 200 * Math.log10(3), 6);
  const crowd = await snapshotOf(project, id, { method: 'crowd-bt' });
  expect(scoreOf(crowd.snapshot, 'x')).toBeGreaterThan(scoreOf(plain.snapshot, 'x'));
  expect(crowd.snapshot.diagnostics).toMatchObject({ raters: 4, prior_games: 1, quality_a: 4 });
  expect(crowd.snapshot.diagnostics?.gradient_norm).toBeLessThan(1e-9);
  const versus = await project.json<HeadToHead>('GET', `/v1/leaderboards/${crowd.id}/head-to-head?a=x&b=y`);
  expect(versus.predicted).toBeCloseTo(1 / (1 + 10 ** (-(versus.difference ?? 0) / 400)), 9);
  // Crowd-BT has a prior always; that nobody beat z is said all the same.
  await rateAll(project, id, [{ a: 'z', b: 'x', ratings: [{ rater: 'p', choice: 'a' }] }]);
  expect((await snapshotOf(project, id, { method: 'crowd-bt' })).snapshot).toMatchObject({ status: 'separable' });
  const asked = await snapshotOf(project, id, { method: 'crowd-bt', settings: { prior_games: 0.5 } });
  expect(asked.snapshot).toMatchObject({ status: 'ok', diagnostics: { prior_games: 0.5 } });
});

test('criteria that pull apart share the lottery, which says what it is sure of', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [], { criteria: ['accuracy', 'unused'] });
  const rated = (choice: string, accuracy: string): Rated => ({
    ...{ a: 'x', b: 'y' },
    ratings: [{ rater: 'p', choice, criteria: { accuracy } }],
  });
  await rateAll(project, id, [...times(3, rated('a', 'b')), rated('b', 'a')]);
  const { snapshot } = await snapshotOf(project, id, { method: 'criteria-lottery' });
  expect(snapshot.rows.map(({ model, score }) => [model, score])).toEqual([
    ['x', expect.closeTo(0.5, 8)],
    ['y', expect.closeTo(0.5, 8)],
  ]);
  // By the question y loses to x by ¾ − ¼, and half of the mixture is y; by accuracy the other way about.
  expect(snapshot.diagnostics).toMatchObject({ criteria: 2, rule: 'worst', guarantee: expect.closeTo(-0.25, 8) });
  expect(Math.abs(Number(snapshot.diagnostics?.duality_gap))).toBeLessThan(1e-9);
});

test('style control takes out what raters give for length, and says how much that is', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const random = uniform(7);
  // Raters prefer the longer answer in 4 of 5 cases whoever wrote it, and x writes longer ones.
  const rated = Array.from({ length: 400 }, (_, i): Rated => {
    const [long, short] = [200 + Math.floor(200 * random()), 50 + Math.floor(100 * random())];
    const x_long = random() < 0.8;
    const [one, two] = x_long ? [long, short] : [short, long];
    const longer = random() < 0.8;
    const texts = { response_a: `${'a'.repeat(one)}\n\n**bold**`, response_b: `${'b'.repeat(two)}\n\n- item` };
    return { a: 'x', b: 'y', ...texts, ratings: [{ rater: `r${i % 20}`, choice: longer === x_long ? 'a' : 'b' }] };
  });
  await rateAll(project, id, rated);
  const plain = await snapshotOf(project, id, {});
  expect(plain.snapshot.rows[0]).toMatchObject({ model: 'x', first_probability: expect.closeTo(1, 2) });
  const { snapshot } = await snapshotOf(project, id, { settings: { style_control: true, prior_games: 0.1 } });
  const [length, headings] = snapshot.analysis?.style ?? [];
  expect([length?.feature, headings]).toEqual(['characters', { feature: 'headings', value: 0, low: 0, high: 0 }]);
  expect(length?.low).toBeGreaterThan(0.5);
  expect(snapshot.diagnostics).toMatchObject({ errors: 'sandwich', clusters: 20, ratings: 400, without_style: 0 });
  const [left, right] = snapshot.analysis?.length_controlled ?? [];
  expect((left?.win_rate ?? 0) + (right?.win_rate ?? 0)).toBeCloseTo(1, 9);
  for (const one of [left, right]) expect((one?.low ?? 1) < 0.5 && 0.5 < (one?.high ?? 0)).toBe(true);
});

test("a judge's verdicts corrected by people: the closed form of two models, and what more labels would bring", async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const { id: judge_id } = await project.json<{ id: string }>('POST', '/v1/judges', {
    ...{ name: 'many', mode: 'pair', provider: { kind: 'chat', base_url: 'http://127.0.0.1:9', model: 'any' } },
  });
  // Of 40 comparisons people rated 22 for x and the judge 27; of 360 more the judge preferred x in 200.
  const people = Array.from({ length: 40 }, (_, i) => (i < 22 ? 'a' : 'b'));
  const verdicts = Array.from({ length: 400 }, (_, i) =>
    i < 40 ? (i < 20 || i >= 33 ? 'a' : 'b') : i < 240 ? 'a' : 'b',
  );
  const rated = verdicts.map((_, i): Rated => {
    const choice = people[i];
    return { a: 'x', b: 'y', ratings: choice ? [{ rater: `r${i}`, choice }] : [] };
  });
  const ids = await rateAll(project, id, rated);
  await importLines(
    project,
    id,
    verdicts.map((choice, i) => ({ comparison_id: ids[i], judge_id, choice })),
  );
  // One that people rated and the judge did not says nothing of the judge.
  await rateAll(project, id, [{ a: 'x', b: 'y', ratings: [{ rater: 'late', choice: 'a' }] }]);
  const settings = { source: { kind: 'ppi', judge_id } };
  const { id: board, snapshot } = await snapshotOf(project, id, { settings });
  const counted = { labels: 40, verdicts: 360, labels_without_verdict: 1, errors: 'sandwich' };
  expect(snapshot).toMatchObject({ status: 'ok', diagnostics: counted });
  const lambda = Number(snapshot.diagnostics?.lambda);
  expect(lambda).toBeGreaterThan(0.2);
  const share = 22 / 40 - lambda * (27 / 40 - 200 / 360);
  expect(scoreOf(snapshot, 'x')).toBeCloseTo(1000 + 200 * Math.log10(share / (1 - share)), 6);
  const plan = await project.json<LabelPlan>('GET', `/v1/leaderboards/${board}/label-plan?a=x&b=y`);
  expect(plan).toMatchObject({ separated: false, labels_now: 41 });
  expect(plan.labels_without_judge).toBeGreaterThan(0);
  expect(plan.difference).toBeCloseTo(Math.log(share / (1 - share)), 9);
});

test('what contradicts itself is refused by name', async () => {
  const project = await platform.project();
  const { id: campaign_id } = await makeCampaign(project, [], { criteria: ['accuracy'] });
  const source = { kind: 'ppi', judge_id: `jdg_${'0'.repeat(26)}` };
  const refuse = async (fields: Record<string, unknown>, words: string) =>
    expect(await project.json('POST', '/v1/leaderboards', { name: 'b', campaign_id, ...fields }, 400)).toMatchObject({
      detail: expect.stringContaining(words),
    });
  await refuse({ settings: { source, style_control: true } }, 'style_control');
  await refuse({ settings: { source, criterion: 'accuracy' } }, 'criterion');
  await refuse({ settings: { source, intervals: { kind: 'bootstrap' } } }, 'intervals of its own');
  await refuse({ settings: { style_control: true, intervals: { kind: 'bootstrap' } } }, 'intervals of its own');
  await refuse({ method: 'criteria-lottery', settings: { criterion: 'accuracy' } }, 'all criteria');
  await refuse({ method: 'crowd-bt', settings: { source } }, 'ppi');
});
