import { expect, test } from 'vitest';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign, openRater, type Rater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();
const db = await platform.mf.getD1Database('DB', 'assay-api');

const pairs = (count: number) => Array.from({ length: count }, (): [string, string] => ['x', 'y']);
const skip = (rater: Rater, body: unknown) =>
  rater.request('/v1/skips', {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'x-assay-csrf': '1' },
  });

test('what a rater skips or reports is not handed to that rater again, and to others still', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, pairs(4), { overlap: 3 });
  const rater = await openRater(platform, campaign.rating_url);
  const [first, second, third] = (await rater.assignments(4)).assignments;
  if (!first || !second || !third) throw new Error('fewer than three assignments');
  for (let times = 0; times < 2; times++) {
    const answer = await skip(rater, { token: first.token, kind: 'skip' });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ id: first.id, accepted: true });
  }
  // Skipped first and reported later, or the other way round: a report stands.
  await skip(rater, { token: second.token, kind: 'skip' });
  await skip(rater, { token: second.token, kind: 'report', reason: 'It names a person.' });
  await skip(rater, { token: second.token, kind: 'skip', reason: 'later' });
  const rows = await db
    .prepare('SELECT kind, reason FROM skips WHERE campaign_id = ?1 ORDER BY kind')
    .bind(campaign.id)
    .all();
  expect(rows.results).toEqual([
    { kind: 'report', reason: 'It names a person.' },
    { kind: 'skip', reason: '' },
  ]);
  const left = await rater.assignments(4);
  expect(left).toMatchObject({ rated: 0, total: 2 });
  expect(left.assignments.map(({ id }) => id)).not.toContain(first.id);
  expect(left.assignments).toHaveLength(2);
  await rater.rate(third.token, 'tie');
  await waitForRatings(project, campaign.id, 1);
  expect(await rater.assignments(4)).toMatchObject({ rated: 1, total: 2 });
  const other = await openRater(platform, campaign.rating_url);
  expect(await other.assignments(4)).toMatchObject({ rated: 0, total: 4 });
});

test('a forged token and an unknown kind are refused', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, pairs(1));
  const rater = await openRater(platform, campaign.rating_url);
  const [one] = (await rater.assignments(1)).assignments;
  if (!one) throw new Error('no assignment');
  expect((await skip(rater, { token: `${one.token}x`, kind: 'skip' })).status).toBe(401);
  const unknown = await skip(rater, { token: one.token, kind: 'later' });
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('kind');
});
