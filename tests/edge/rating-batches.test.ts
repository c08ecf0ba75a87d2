import { expect, test } from 'vitest';
import type { Comparison, Rating } from '../../schema/contracts/campaigns.ts';
import type { RatingBatch, Rejection } from '../../schema/contracts/rating-batches.ts';
import { newId } from '../../schema/ids.ts';
import { assignmentExpiry, assignmentId, signTicket } from '../../workers/api/campaigns/tokens.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, waitForRatings } from './rater.ts';

const root = 'root secret of the batch tests';
const platform = await openTestPlatform({ vars: { ASSAY_SECRET: root } });
const project = await platform.project();

type Said = Record<string, unknown> & { token: string };
const post = (path: string, body: unknown, address?: string) =>
  platform.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(address ? { 'cf-connecting-ip': address } : {}) },
  });
const send = async (ratings: Said[], address?: string) =>
  ((await (await post('/v1/ratings/batches', { ratings }, address)).json()) as RatingBatch).results;
const list = async <T>(owner: TestProject, campaign_id: string, what: string) =>
  (await owner.json<{ data: T[] }>('GET', `/v1/campaigns/${campaign_id}/${what}?limit=200`)).data;

/** A campaign, and a function that signs tokens of one rater as if each comparison had been handed out. */
async function campaignWith(count: number, settings: Record<string, unknown> = {}) {
  const { id } = await makeCampaign(project, Array(count).fill(['x', 'y']), { overlap: 99, ...settings });
  const comparisons = await list<Comparison>(project, id, 'comparisons');
  const tokens = (rater_id = newId('rater'), expires_at = assignmentExpiry(Date.now())) =>
    Promise.all(
      comparisons.map(async ({ id: comparison_id }) => {
        const rater = { project_id: project.project_id, campaign_id: id, rater_id };
        const ticket = { ...rater, comparison_id, assignment_id: await assignmentId(rater, comparison_id) };
        return signTicket(root, ticket, expires_at);
      }),
    );
  return { id, tokens };
}
const left = (token: string): Said => ({ token, choice: 'left', duration_ms: 700 });

test('ratings of several campaigns come together; one that is refused holds up no other', async () => {
  const one = await campaignWith(3);
  const two = await campaignWith(2, { choices: { both_good: true }, comments: 'required' });
  const [a = '', b = '', c = ''] = await one.tokens();
  const [late = ''] = await one.tokens(newId('rater'), Date.now() - 60_000);
  const [d = '', e = ''] = await two.tokens();
  const results = await send([
    left(a),
    left('forged'),
    left(late),
    { ...left(b), choice: 'both_good' },
    { ...left(d), choice: 'both_good', comment: 'both are right' },
    left(e),
    { token: c, score: 4, duration_ms: 700 },
    left(c),
  ]);
  const seen = results.map((one) => (one.accepted ? 'accepted' : [one.status, one.code, one.id !== null]));
  expect(seen).toEqual([
    'accepted',
    [401, 'unauthenticated', false],
    [410, 'gone', true],
    [400, 'invalid_request', true],
    'accepted',
    [400, 'invalid_request', true],
    [400, 'invalid_request', false],
    'accepted',
  ]);
  await waitForRatings(project, one.id, 2);
  await waitForRatings(project, two.id, 1);
  expect(await list<Rating>(project, two.id, 'ratings')).toMatchObject([
    { choice: 'both_good', comment: 'both are right' },
  ]);
  await expect
    .poll(() => list<Rejection>(project, one.id, 'rejections'), { timeout: 10_000 })
    .toMatchObject([{ reason: 'late', rating: { choice: 'left' } }]);
  const tooMany = await post('/v1/ratings/batches', { ratings: Array(101).fill(left(a)) });
  expect(tooMany.status).toBe(400);
});

test('a batch with long comments is cut to what the queue takes, and arrives whole and once', async () => {
  const { id, tokens } = await campaignWith(90);
  const ratings = (await tokens()).map((token) => ({ ...left(token), comment: 'ß€😀x'.repeat(400) }));
  expect((await send(ratings)).every((one) => one.accepted)).toBe(true);
  expect((await send(ratings.slice(0, 20))).every((one) => one.accepted)).toBe(true);
  await waitForRatings(project, id, 90);
  const stored = await list<Rating>(project, id, 'ratings');
  expect(new Set(stored.map((one) => one.id)).size).toBe(90);
  expect(stored.every(({ comment }) => comment === 'ß€😀x'.repeat(400))).toBe(true);
});

test('one rating that the database refuses holds up none of those that came with it', async () => {
  const { id, tokens } = await campaignWith(6);
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const refuse = `CREATE TRIGGER refuse BEFORE INSERT ON ratings WHEN NEW.comment = 'refuse me' BEGIN SELECT RAISE(ABORT, 'refused'); END`;
  await db.prepare(refuse).run();
  const ratings = (await tokens()).map((token, at) => ({ ...left(token), comment: at === 2 ? 'refuse me' : '' }));
  expect((await send(ratings)).every((one) => one.accepted)).toBe(true);
  await waitForRatings(project, id, 5);
  await db.prepare('DROP TRIGGER refuse').run();
  // It comes again after 20 seconds, alone.
  await expect.poll(async () => (await list<Rating>(project, id, 'ratings')).length, { timeout: 40_000 }).toBe(6);
  expect(await waitForRatings(project, id, 6)).toMatchObject({ rating_count: 6 });
});

test('a repeat that says something else is kept as evidence, one that says the same is not', async () => {
  const { id, tokens } = await campaignWith(2, { choices: { strength: true } });
  const rater_id = newId('rater');
  const [a = '', b = ''] = await tokens(rater_id);
  await send([{ ...left(a), strength: 2 }, left(b)]);
  await waitForRatings(project, id, 2);
  await send([
    { ...left(a), strength: 2 },
    { ...left(b), choice: 'right' },
  ]);
  await send([{ ...left(a), strength: 1 }]);
  await expect.poll(async () => (await list<Rejection>(project, id, 'rejections')).length, { timeout: 10_000 }).toBe(2);
  const kept = await list<Rejection>(project, id, 'rejections');
  expect(kept.map(({ reason, rater_id: of, rating }) => [reason, of, rating?.choice, rating?.strength])).toEqual([
    ['repeated', rater_id, 'left', 1],
    ['repeated', rater_id, 'right', null],
  ]);
  const stored = await list<Rating>(project, id, 'ratings');
  expect(stored.map(({ choice, strength }) => [choice, strength]).sort()).toEqual([
    ['left', null],
    ['left', 2],
  ]);
});

test('what reaches the writer by another way is checked against what the campaign offers', async () => {
  const { id, tokens } = await campaignWith(2, { comments: 'off' });
  const [a = ''] = await tokens();
  const rater = { project_id: project.project_id, campaign_id: id, rater_id: newId('rater') };
  const [one, two] = await list<Comparison>(project, id, 'comparisons');
  const message = async (comparison_id = '', more: object) => ({
    ...{ ...rater, comparison_id, id: await assignmentId(rater, comparison_id), flipped: false, choice: 'left' },
    ...{ duration_ms: 1, comment: 'unasked', strength: 2, created_at: Date.now(), ...more },
  });
  const queue = await platform.mf.getQueueProducer('RATINGS', 'assay-api');
  await queue.sendBatch([
    { body: await message(one?.id, {}) },
    { body: await message(two?.id, { choice: 'both_good' }) },
    { body: await message(newId('comparison'), {}) },
  ]);
  await send([{ ...left(a), strength: 2, comment: 'unasked' }]);
  await waitForRatings(project, id, 2);
  const stored = await list<Rating>(project, id, 'ratings');
  expect(stored.map(({ strength, comment }) => [strength, comment])).toEqual([
    [null, ''],
    [null, ''],
  ]);
  await expect
    .poll(async () => (await list<Rejection>(project, id, 'rejections')).map(({ reason }) => reason).sort())
    .toEqual(['not_offered', 'unknown_comparison']);
});

test('a network is told from another within a campaign, and by nobody across campaigns', async () => {
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const networksOf = async (id: string) =>
    (
      await db
        .prepare('SELECT network FROM ratings WHERE campaign_id = ?1 ORDER BY arrival')
        .bind(id)
        .all<{ network: string }>()
    ).results.map(({ network }) => network);
  const [one, two] = [await campaignWith(3), await campaignWith(1)];
  const [a = '', b = '', c = ''] = await one.tokens();
  const [d = ''] = await two.tokens();
  const answer = JSON.stringify([
    await send([left(a)], '203.0.113.7'),
    await send([left(b)], '203.0.113.99'),
    await send([left(c)], '203.0.114.7'),
    await send([left(d)], '203.0.113.7'),
  ]);
  await waitForRatings(project, one.id, 3);
  await waitForRatings(project, two.id, 1);
  const [near, same, far] = await networksOf(one.id);
  expect(near).toMatch(/^[\w-]{22}$/);
  expect(same).toBe(near);
  expect(far).not.toBe(near);
  expect((await networksOf(two.id))[0]).not.toBe(near);
  expect(answer).not.toContain(near);
});

test('a rater who sends more than anybody can make is held back, and others are not', async () => {
  const { id, tokens } = await campaignWith(100);
  const busy = await tokens();
  // The limit is by the minute, so at least two of three hundreds fall into one.
  const results = [];
  for (let round = 0; round < 3; round++) results.push(...(await send(busy.map(left))));
  const refused = results.filter((one) => !one.accepted);
  expect(refused.length).toBeGreaterThanOrEqual(100);
  expect(refused.every((one) => one.status === 429 && one.code === 'rate_limited')).toBe(true);
  const alone = await post('/v1/ratings', left(busy[0] ?? ''));
  expect([alone.status, alone.headers.get('retry-after')]).toEqual([429, '60']);
  const [other = ''] = await tokens();
  expect((await post('/v1/ratings', left(other))).status).toBe(202);
  await waitForRatings(project, id, 1);
});
