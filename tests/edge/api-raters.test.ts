import { expect, test } from 'vitest';
import type { Assignments, Campaign, Rating } from '../../schema/contracts/campaigns.ts';
import type { ResponseScores } from '../../schema/contracts/response-scores.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();

const ratingsOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings`)).data;
const rate = (body: unknown) =>
  platform.request('/v1/ratings', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

test('a key rates for raters it names, or as itself; those ratings are verified, and a name is one rater', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(
    project,
    [
      ['x', 'y'],
      ['x', 'y'],
    ],
    { overlap: 9, access: 'invited' },
  );
  const key = await platform.key(project, ['rate']);
  const ask = (body: unknown) => key.json<Assignments>('POST', `/v1/campaigns/${id}/assignments`, body);
  const first = await ask({ rater: 'ada' });
  expect(first.assignments).toHaveLength(2);
  expect(await ask({ rater: 'ada' })).toEqual(first);
  expect(JSON.stringify(first)).not.toMatch(/"x"|"y"|model/);
  for (const { token } of first.assignments)
    expect((await rate({ token, choice: 'left', duration_ms: 5 })).status).toBe(202);
  const sent = first.assignments.map((one) => one.id);
  expect((await ask({ rater: 'ada', skip: sent })).assignments).toEqual([]);
  for (const { token } of (await ask({ count: 1 })).assignments) await rate({ token, choice: 'tie', duration_ms: 5 });
  await waitForRatings(project, id, 3);
  const ratings = await ratingsOf(project, id);
  expect(ratings.map(({ verified, source }) => [verified, source])).toEqual(Array(3).fill([true, 'people']));
  expect(new Set(ratings.map(({ rater_id }) => rater_id)).size).toBe(2);
  expect(await ask({ rater: 'ada' })).toMatchObject({ done: 'nothing_left', rated: 2 });
  await project.json('PATCH', `/v1/campaigns/${id}`, { state: 'closed' });
  await key.json('POST', `/v1/campaigns/${id}/assignments`, {}, 410);
  await expect(openRater(platform, rating_url)).rejects.toThrow('410');
});

test('an anonymous rater is not verified', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(project, [['x', 'y']]);
  const rater = await openRater(platform, rating_url);
  for (const { token } of (await rater.assignments()).assignments) await rater.rate(token, 'left');
  await waitForRatings(project, id, 1);
  expect(await ratingsOf(project, id)).toMatchObject([{ verified: false }]);
});

test('scores of single responses: mean, spread and an interval over raters, by model', async () => {
  const project = await platform.project();
  const campaign = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'S', kind: 'single', overlap: 9 });
  const responses = ['m1', 'm2'].flatMap((model_a) =>
    [0, 1].map((n) => ({ prompt: `${n}`, response_a: model_a, model_a })),
  );
  await project.json('POST', `/v1/campaigns/${campaign.id}/comparisons`, { comparisons: responses });
  // m1 gets 4 and 5 of three raters each, m2 gets 2, 2 and 3.
  const given: Record<string, number[]> = { m1: [4, 5, 4], m2: [2, 2, 3] };
  for (const [at, rater] of ['a', 'b', 'c'].entries()) {
    const path = `/v1/campaigns/${campaign.id}/assignments`;
    const { assignments } = await project.json<Assignments>('POST', path, { rater });
    for (const { token, left } of assignments) await rate({ token, score: given[left]?.[at], duration_ms: 1 });
  }
  await waitForRatings(project, campaign.id, 12);
  const { models, sources } = await project.json<ResponseScores>('GET', `/v1/campaigns/${campaign.id}/scores`);
  expect(sources).toEqual([{ source: 'people', name: 'people', ratings: 12 }]);
  expect(models).toMatchObject([
    { model: 'm1', ratings: 6, distribution: [0, 0, 0, 4, 2], mean: { n: 3 } },
    { model: 'm2', ratings: 6, distribution: [0, 4, 2, 0, 0], mean: { n: 3 } },
  ]);
  expect(models[0]?.mean.value).toBeCloseTo(13 / 3, 12);
  // Three raters with means of 4, 5 and 4: one resample of raters in 27 has a mean of 5, about as many as the interval leaves out.
  expect(models[0]?.mean.low).toBe(4);
  expect(models[0]?.mean.high).toBeGreaterThanOrEqual(14 / 3);
  expect(models[0]?.mean.high).toBeLessThanOrEqual(5);
});
