import { expect, test } from 'vitest';
import type { Rating } from '../../schema/contracts/campaigns.ts';
import type { Invitation } from '../../schema/contracts/invitations.ts';
import type { Rejection } from '../../schema/contracts/rating-batches.ts';
import { newId } from '../../schema/ids.ts';
import { signToken } from '../../workers/api/auth/signed.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const root = 'root secret of the evidence tests';
const platform = await openTestPlatform({ vars: { ASSAY_SECRET: root } });
const direct = await openTestPlatform({ vars: { ASSAY_SECRET: root, ASSAY_DIRECT_RATINGS: '1' } });
const modes = [
  { mode: 'by the queue', at: platform },
  { mode: 'written directly', at: direct },
];

const evidenceOf = async (project: TestProject, id: string) =>
  (await project.json<{ data: Rejection[] }>('GET', `/v1/campaigns/${id}/rejections?limit=200`)).data;
const send = (tokens: string[], address: string) =>
  platform.request('/v1/ratings/batches', {
    method: 'POST',
    body: JSON.stringify({ ratings: tokens.map((token) => ({ token, choice: 'left', duration_ms: 5 })) }),
    headers: { 'content-type': 'application/json', 'cf-connecting-ip': address },
  });
const sumOf = (kept: Rejection[]) => kept.reduce((sum, { count }) => sum + count, 0);

/** A token that claims to be an assignment of a campaign, signed by nobody. */
const forge = (project_id: string, campaign_id: string) =>
  signToken(
    'another root secret',
    'assignment',
    { project_id, campaign_id, rater_id: newId('rater') },
    Date.now() + 60_000,
  );

test('forged ratings are counted for the campaign they claim, a row for each network, and nothing they say is believed', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(project, [['x', 'y']]);
  const foreign = await makeCampaign(await platform.project(), [['x', 'y']]);
  const { token = '' } = (await (await openRater(platform, rating_url)).assignments()).assignments[0] ?? {};
  const [head, body, mark] = token.split('.');
  const other = Buffer.from(JSON.stringify({ project_id: project.project_id, campaign_id: id })).toString('base64url');
  const forged = [
    `${head}.${other}.${mark}`,
    `${head}.${body}.${mark?.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A'))}`,
    await forge(project.project_id, id),
  ];
  const nowhere = [
    'nonsense',
    `${head}.e30.${mark}`,
    await forge(project.project_id, newId('campaign')),
    await forge(project.project_id, foreign.id),
  ];
  const before = Date.now();
  const answers = (await (await send([...forged, ...nowhere], '203.0.113.7')).json()) as { results: object[] };
  expect(answers.results).toEqual(
    Array(7).fill(expect.objectContaining({ id: null, accepted: false, status: 401, code: 'unauthenticated' })),
  );
  await expect.poll(() => evidenceOf(project, id), { timeout: 10_000 }).toHaveLength(1);
  await send([await forge(project.project_id, id)], '203.0.113.99');
  await send([await forge(project.project_id, id)], '198.51.100.7');
  await expect.poll(async () => sumOf(await evidenceOf(project, id)), { timeout: 10_000 }).toBe(5);
  const kept = (await evidenceOf(project, id)).toSorted((a, b) => b.count - a.count);
  const nobody = { reason: 'forged', assignment_id: null, rater_id: null, comparison_id: null, rating: null };
  expect(kept).toMatchObject([
    { ...nobody, count: 4, network: expect.stringMatching(/^[\w-]{22}$/) },
    { ...nobody, count: 1, network: expect.stringMatching(/^[\w-]{22}$/) },
  ]);
  expect(kept[0]?.created_at).toBeGreaterThanOrEqual(before);
  expect(kept[0]?.last_at).toBeGreaterThan(kept[0]?.created_at ?? 0);
  expect(kept[0]?.network).not.toBe(kept[1]?.network);
  expect(await project.json('GET', `/v1/campaigns/${id}/ratings`)).toMatchObject({ data: [] });
  expect(
    await platform.mf
      .getD1Database('DB', 'assay-api')
      .then((db) => db.prepare('SELECT count(*) AS n FROM rejected_ratings').first()),
  ).toEqual({ n: 2 });
});

test('of very many networks that forge, a hundred a day get a row, and those are counted on', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [['x', 'y']]);
  const token = await forge(project.project_id, id);
  for (const half of [0, 60]) {
    for (let at = half; at < half + 60; at++) await send([token], `10.${at}.0.1`);
    await expect
      .poll(async () => (await evidenceOf(project, id)).length, { timeout: 10_000 })
      .toBe(half === 0 ? 60 : 100);
  }
  await send(Array(7).fill(token), '10.3.0.9');
  await expect.poll(async () => sumOf(await evidenceOf(project, id)), { timeout: 10_000 }).toBe(107);
});

test.each(modes)(
  'what a rater sends after the invitation was withdrawn is evidence, what came before counts: $mode',
  async ({ at }) => {
    const project = await at.project();
    const { id } = await makeCampaign(project, Array(3).fill(['x', 'y']), { access: 'invited', overlap: 2 });
    const path = `/v1/campaigns/${id}/invitations`;
    const { invitations } = await project.json<{ invitations: Invitation[] }>('POST', path, {
      labels: ['Ada', 'Grace'],
    });
    const [ada, grace] = await Promise.all(invitations.map(({ rating_url }) => openRater(at, rating_url)));
    const held = (await ada?.assignments(3))?.assignments ?? [];
    const [other] = (await grace?.assignments(1))?.assignments ?? [];
    const [first = '', second = '', third = ''] = held.map(({ token }) => token);
    expect((await ada?.rate(first, 'left'))?.status).toBe(202);
    const { revoked_at } = await project.json<Invitation>('DELETE', `${path}/${ada?.session.rater_id}`);
    const refused = await ada?.rate(second, 'left', { comment: 'nonetheless' });
    expect([refused?.status, await refused?.json()]).toMatchObject([
      410,
      {
        code: 'gone',
        detail: expect.stringContaining('Your invitation to the campaign "Which is nicer?" was withdrawn'),
      },
    ]);
    expect((await grace?.rate(other?.token ?? '', 'right'))?.status).toBe(202);
    // Another isolate may not know yet, and acknowledge: then the writer decides, by when the rating was made.
    const queue = await at.mf.getQueueProducer('RATINGS', 'assay-api');
    const claims = JSON.parse(Buffer.from(third.split('.')[1] ?? '', 'base64url').toString());
    const { exp: _, single: __, assignment_id, ...ticket } = claims;
    const message = {
      ...ticket,
      id: assignment_id,
      flipped: false,
      choice: 'left',
      duration_ms: 5,
      comment: 'on its way',
    };
    await queue.send({ ...message, created_at: revoked_at });
    await expect.poll(async () => (await evidenceOf(project, id)).length, { timeout: 10_000 }).toBe(2);
    const kept = (await evidenceOf(project, id)).map(({ reason, rater_id, rating }) => [
      reason,
      rater_id,
      rating?.comment,
    ]);
    const whose = ada?.session.rater_id;
    expect(kept.sort()).toEqual([
      ['revoked', whose, 'nonetheless'],
      ['revoked', whose, 'on its way'],
    ]);
    await queue.send({ ...message, comment: 'made before', created_at: (revoked_at ?? 0) - 1 });
    await waitForRatings(project, id, 3);
    const { data } = await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings`);
    expect(data.map(({ rater_id, comment }) => [rater_id === whose, comment]).sort()).toEqual([
      [false, ''],
      [true, ''],
      [true, 'made before'],
    ]);
  },
);
