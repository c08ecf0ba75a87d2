import { expect, test } from 'vitest';
import type { Choice, Comparison, Rating } from '../../schema/contracts/campaigns.ts';
import type { Rejection } from '../../schema/contracts/rating-batches.ts';
import { newId } from '../../schema/ids.ts';
import { signToken } from '../../workers/api/auth/signed.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const root = 'root secret of the rating tests';
const platform = await openTestPlatform({ vars: { ASSAY_SECRET: root } });

const ratingsOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings?limit=200`)).data;
const rejectionsOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Rejection[] }>('GET', `/v1/campaigns/${id}/rejections?limit=200`)).data;
const comparisonsOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Comparison[] }>('GET', `/v1/campaigns/${id}/comparisons?limit=200`)).data;

/** What a rating's token says, read without its key as any rater can. */
const readable = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

test('two raters rate every pair; sides differ between them and each choice names the right model', async () => {
  const project = await platform.project();
  const pairs = Array.from({ length: 12 }, (): [string, string] => ['model-one', 'model-two']);
  const campaign = await makeCampaign(project, pairs, { overlap: 2 });
  const flips: boolean[][] = [];
  for (let person = 0; person < 2; person++) {
    const rater = await openRater(platform, campaign.rating_url);
    expect(rater.session).toMatchObject({
      rated: 0,
      total: 12,
      campaign: { id: campaign.id, question: 'Which answer is better?' },
    });
    const flipped = new Map<string, boolean>();
    for (let left = 12; left > 0; ) {
      const { assignments } = await rater.assignments(5);
      expect(assignments.length).toBe(Math.min(5, left));
      for (const { token, left: text, prompt } of assignments) {
        // Each prefers the second answer, wherever it stands.
        const chosen: Choice = text.startsWith('second') ? 'left' : 'right';
        expect((await rater.rate(token, chosen)).status).toBe(202);
        flipped.set(String(prompt), text.startsWith('second'));
        left--;
      }
    }
    expect((await rater.assignments(10)).assignments).toEqual([]);
    expect(flipped.size).toBe(12);
    flips.push([...flipped].sort().map(([, flip]) => flip));
    await waitForRatings(project, campaign.id, 12 * (person + 1));
    expect(await rater.assignments()).toEqual({
      assignments: [],
      rated: 12,
      total: 12,
      done: 'nothing_left',
      completion: null,
    });
    expect(rater.traffic()).not.toMatch(/model|flipped/i);
  }
  expect(flips[0]).not.toEqual(flips[1]);
  expect(new Set(flips.flat()).size).toBe(2);
  const stored = await ratingsOf(project, campaign.id);
  expect(
    stored.every(
      ({ winner, choice, model_left, model_right }) =>
        winner === 'model-two' && winner === (choice === 'left' ? model_left : model_right),
    ),
  ).toBe(true);
  expect(new Set(stored.map(({ rater_id, comparison_id }) => rater_id + comparison_id)).size).toBe(24);
  expect((await comparisonsOf(project, campaign.id)).every(({ rating_count }) => rating_count === 2)).toBe(true);
  // Enough ratings of each: a third rater finds nothing to do.
  expect((await openRater(platform, campaign.rating_url)).session).toMatchObject({ rated: 0, total: 0 });
});

test('the least-rated comparison comes first, and who comes back is the same rater', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(
    project,
    Array.from({ length: 6 }, () => ['x', 'y']),
    { overlap: 5 },
  );
  const one = await openRater(platform, campaign.rating_url);
  const first = await one.assignments(4);
  for (const { token } of first.assignments) await one.rate(token, 'tie');
  await waitForRatings(project, campaign.id, 4);
  const two = await openRater(platform, campaign.rating_url);
  const done = new Set(first.assignments.map(({ prompt }) => prompt));
  expect((await two.assignments(2)).assignments.filter(({ prompt }) => done.has(prompt))).toEqual([]);
  const again = await openRater(platform, campaign.rating_url, one.cookies);
  expect(again.session).toMatchObject({ rater_id: one.session.rater_id, rated: 4, total: 6 });
  expect(two.session.rater_id).not.toBe(one.session.rater_id);
  // In another project the same browser is somebody else.
  const elsewhere = await makeCampaign(await platform.project(), [['x', 'y']]);
  expect((await openRater(platform, elsewhere.rating_url, one.cookies)).session.rater_id).not.toBe(
    one.session.rater_id,
  );
});

test('two campaigns in one browser stay apart, under one name in one project', async () => {
  const project = await platform.project();
  const one = await makeCampaign(project, [['x', 'y']]);
  const two = await makeCampaign(project, Array(3).fill(['x', 'y']));
  const foreign = await makeCampaign(await platform.project(), Array(2).fill(['x', 'y']));
  const first = await openRater(platform, one.rating_url);
  const second = await openRater(platform, two.rating_url, first.cookies);
  const third = await openRater(platform, foreign.rating_url, first.cookies);
  expect(second.session.rater_id).toBe(first.session.rater_id);
  expect(third.session.rater_id).not.toBe(first.session.rater_id);
  for (const [rater, campaign, total] of [
    [first, one, 1],
    [second, two, 3],
    [third, foreign, 2],
  ] as const) {
    const handed = await rater.assignments(9);
    expect([handed.total, handed.assignments.length]).toEqual([total, total]);
    for (const { token } of handed.assignments) {
      expect(readable(token)).toMatchObject({ campaign_id: campaign.id, rater_id: rater.session.rater_id });
    }
  }
});

test('what is handed out twice is the same assignment with the same token', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [['x', 'y']]);
  const rater = await openRater(platform, campaign.rating_url);
  const [held] = (await rater.assignments()).assignments;
  expect((await rater.assignments()).assignments).toEqual([held]);
  expect(Object.keys(readable(held?.token ?? '')).sort()).toEqual([
    'assignment_id',
    'campaign_id',
    'comparison_id',
    'exp',
    'project_id',
    'rater_id',
    'single',
    'verified',
  ]);
});

test('the model names and the order appear in nothing that reaches a rater', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [
    ['secret-alpha', 'secret-beta'],
    ['secret-beta', 'secret-gamma'],
  ]);
  const rater = await openRater(platform, campaign.rating_url);
  const { assignments } = await rater.assignments();
  await rater.rate(assignments[0]?.token ?? '', 'left', { comment: 'clearer' });
  await rater.rate('nonsense', 'left');
  await waitForRatings(project, campaign.id, 1);
  await rater.assignments();
  expect(rater.traffic()).toContain('first answer');
  expect(rater.traffic()).not.toMatch(/secret-|model|alpha|beta|gamma|flip|response_[ab]/i);
});

test('a rating sent many times is stored once, and the first stands', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [['x', 'y']], { overlap: 9 });
  const rater = await openRater(platform, campaign.rating_url);
  const { token = '', id } = (await rater.assignments()).assignments[0] ?? {};
  const answers = [await rater.rate(token, 'tie')];
  answers.push(...(await Promise.all(Array.from({ length: 8 }, () => rater.rate(token, 'left')))));
  expect(answers.map(({ status }) => status)).toEqual(Array(9).fill(202));
  expect(await answers[0]?.json()).toEqual({ id, accepted: true });
  await waitForRatings(project, campaign.id, 1);
  await rater.rate(token, 'right');
  await new Promise((done) => setTimeout(done, 2500));
  const stored = await ratingsOf(project, campaign.id);
  expect(stored.map((one) => [one.id, one.choice, one.winner, one.duration_ms])).toEqual([[id, 'tie', null, 1200]]);
  expect((await comparisonsOf(project, campaign.id))[0]).toMatchObject({ rating_count: 1 });
});

test('forged, foreign and expired tokens are refused, each with its reason', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [['x', 'y']]);
  const rater = await openRater(platform, campaign.rating_url);
  const { token = '' } = (await rater.assignments()).assignments[0] ?? {};
  const { exp: _, ...claims } = readable(token);
  const soon = Date.now() + 60_000;
  const [head, body, mark] = token.split('.');
  const other = Buffer.from(JSON.stringify({ ...claims, rater_id: newId('rater'), exp: 9e9 })).toString('base64url');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const cases: [string, number, string][] = [
    ['nonsense', 401, 'unauthenticated'],
    [`${head}.${other}.${mark}`, 401, 'unauthenticated'],
    [`${unsigned}.${body}.`, 401, 'unauthenticated'],
    [await signToken('another root secret', 'assignment', claims, soon), 401, 'unauthenticated'],
    [await signToken(root, 'rater', claims, soon), 401, 'unauthenticated'],
    [await signToken(root, 'assignment', { campaign_id: campaign.id }, soon), 401, 'unauthenticated'],
    [await signToken(root, 'assignment', claims, Date.now() - 1000), 410, 'gone'],
  ];
  for (const [forged, status, code] of cases) {
    const response = await rater.rate(forged, 'left');
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  }
  const faults: [string, Record<string, unknown>][] = [
    ['best', {}],
    ['left', { duration_ms: -1 }],
    ['left', { comment: 'x'.repeat(2001) }],
    ['left', { extra: 1 }],
  ];
  for (const [choice, more] of faults) expect((await rater.rate(token, choice as Choice, more)).status).toBe(400);
  expect((await rater.rate(await signToken(root, 'assignment', claims, soon), 'both_bad')).status).toBe(202);
  await waitForRatings(project, campaign.id, 1);
  expect(await ratingsOf(project, campaign.id)).toMatchObject([{ choice: 'both_bad', winner: null }]);
});

test('a session needs an invitation of this server, and a write our own page', async () => {
  const campaign = await makeCampaign(await platform.project(), [['x', 'y']]);
  const invitation = new URL(campaign.rating_url).hash.slice(1);
  const join = (body: unknown, headers: Record<string, string> = { 'x-assay-csrf': '1' }) =>
    platform.request('/v1/rating-sessions', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const good = await join({ invitation });
  expect(good.status).toBe(201);
  const [cookie] = good.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-assay_rater_cmp_\w+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect((await join({ invitation: `${invitation}x` })).status).toBe(401);
  expect((await join({})).status).toBe(400);
  expect((await join({ invitation }, {})).status).toBe(403);
  expect((await join({ invitation }, { 'x-assay-csrf': '1', origin: 'https://elsewhere.example' })).status).toBe(403);
  const ask = (token?: string, campaign_id = campaign.id) =>
    platform.request(`/v1/assignments?campaign_id=${campaign_id}`, {
      headers: token === undefined ? {} : { cookie: `__Host-assay_rater_${campaign_id}=${token}` },
    });
  expect((await platform.request('/v1/assignments')).status).toBe(400);
  expect((await ask()).status).toBe(401);
  expect((await ask(invitation)).status).toBe(401);
  const rater = cookie?.match(/=([^;]+);/)?.[1];
  expect((await ask(rater)).status).toBe(200);
  expect((await ask(rater, newId('campaign'))).status).toBe(401);
  const past = await signToken(root, 'rater', { project_id: newId('project') }, Date.now() - 1000);
  expect((await ask(past)).status).toBe(410);
  const lost = await signToken(
    root,
    'rater',
    { project_id: newId('project'), campaign_id: campaign.id, rater_id: newId('rater') },
    Date.now() + 60_000,
  );
  expect((await ask(lost)).status).toBe(410);
});

test('what was handed out before a pause counts; after the close nothing does, and is kept as evidence', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, Array(2).fill(['x', 'y']));
  const rater = await openRater(platform, campaign.rating_url);
  const [one, two] = (await rater.assignments()).assignments;
  await project.json('PATCH', `/v1/campaigns/${campaign.id}`, { state: 'paused' });
  expect((await rater.rate(one?.token ?? '', 'left')).status).toBe(202);
  await project.json('PATCH', `/v1/campaigns/${campaign.id}`, { state: 'closed' });
  const late = await rater.rate(two?.token ?? '', 'right', { comment: 'too late' });
  expect([late.status, ((await late.json()) as { detail: string }).detail]).toEqual([
    410,
    'The campaign "Which is nicer?" is closed; this rating does not count any more.',
  ]);
  await waitForRatings(project, campaign.id, 1);
  const rejections = async () =>
    (await rejectionsOf(project, campaign.id)).map((one) => ({ ...one, id: '', created_at: 0 }));
  await expect.poll(rejections, { timeout: 10_000 }).toMatchObject([
    {
      assignment_id: two?.id,
      rater_id: rater.session.rater_id,
      reason: 'closed',
      rating: { choice: 'right', strength: null, score: null, criteria: {}, reasons: [], comment: 'too late' },
    },
  ]);
  expect(await ratingsOf(project, campaign.id)).toHaveLength(1);
});
