import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  Leaderboard,
  LeaderboardCreate,
  LeaderboardPage,
  LeaderboardPatch,
  LeaderboardQuery,
  LeaderboardResult,
  SnapshotPage,
} from '../../../schema/contracts/leaderboards.ts';
import { newId } from '../../../schema/ids.ts';
import { updateCampaign } from '../campaigns/fold.ts';
import { readLeaderboard, requireLeaderboard } from '../campaigns/leaderboard.ts';
import { requireRankable } from '../campaigns/rankable.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { slugOf } from '../campaigns/slug.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { insertLeaderboard, listLeaderboards, patchLeaderboard } from '../store/leaderboards.ts';
import { listSnapshots } from '../store/snapshots.ts';

const tags = ['leaderboards'];
const params = z.object({ id: Id('leaderboard') });

const list = endpoint('read', {
  method: 'get',
  path: '/v1/leaderboards',
  tags,
  summary: 'List leaderboards',
  request: { query: PageQuery },
  responses: { 200: json(LeaderboardPage, 'Leaderboards, newest first.') },
});

const create = endpoint(
  'campaigns',
  {
    method: 'post',
    path: '/v1/leaderboards',
    tags,
    summary: "Create a leaderboard of a campaign's ratings",
    request: { body: body(LeaderboardCreate) },
    responses: { 201: json(Leaderboard, 'The leaderboard, computed once already.') },
  },
  { creates: true },
);

const show = endpoint('read', {
  method: 'get',
  path: '/v1/leaderboards/{id}',
  tags,
  summary: 'Read a leaderboard with its latest snapshot',
  request: { params, query: LeaderboardQuery },
  responses: { 200: json(LeaderboardResult, 'The leaderboard and its latest result.') },
});

const patch = endpoint('campaigns', {
  method: 'patch',
  path: '/v1/leaderboards/{id}',
  tags,
  summary: 'Rename, publish or withdraw a leaderboard',
  description: 'Method and settings never change. What is public anyone may read, without a key, at its slug.',
  request: { params, body: body(LeaderboardPatch) },
  responses: { 200: json(Leaderboard, 'The leaderboard as it is now.') },
});

const history = endpoint('read', {
  method: 'get',
  path: '/v1/leaderboards/{id}/snapshots',
  tags,
  summary: "List a leaderboard's snapshots",
  request: { params, query: PageQuery },
  responses: { 200: json(SnapshotPage, 'Snapshots, latest first; none is ever changed.') },
});

const refresh = endpoint('campaigns', {
  method: 'post',
  path: '/v1/leaderboards/{id}/refresh',
  tags,
  summary: 'Bring a leaderboard up to date now',
  description: 'Counts the ratings that have arrived; without new ones the latest snapshot stays.',
  request: { params },
  responses: { 200: json(LeaderboardResult, 'The leaderboard and its latest result.') },
});

export default router()
  .openapi(list, async (c) =>
    c.json(await listLeaderboards(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200),
  )
  .openapi(create, async (c) => {
    const { project_id } = actorOf(c);
    const wanted = c.req.valid('json');
    await requireCampaign(c.env.DB, project_id, wanted.campaign_id);
    requireRankable(wanted);
    const id = newId('leaderboard');
    await insertLeaderboard(c.env.DB, { ...wanted, id, project_id, created_at: Date.now() });
    await updateCampaign(c.env.DB, { project_id, campaign_id: wanted.campaign_id });
    return c.json(await requireLeaderboard(c.env.DB, project_id, id), 201);
  })
  .openapi(show, async (c) =>
    c.json(
      await readLeaderboard(
        c.env.DB,
        actorOf(c).project_id,
        c.req.valid('param').id,
        c.req.valid('query').provisional === 'true',
      ),
      200,
    ),
  )
  .openapi(patch, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const before = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    const { name = before.name, public: shown = before.public } = c.req.valid('json');
    const slug = before.slug ?? (shown ? slugOf(name) : null);
    await patchLeaderboard(c.env.DB, project_id, before.id, { name, public: shown, slug });
    if (shown !== before.public) {
      const action = shown ? 'leaderboard.publish' : 'leaderboard.withdraw';
      await audit(c.env.DB, { project_id, actor: key_id, action, subject: before.id, details: { slug } });
    }
    return c.json(await requireLeaderboard(c.env.DB, project_id, before.id), 200);
  })
  .openapi(history, async (c) => {
    const { project_id } = actorOf(c);
    const { id } = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listSnapshots(c.env.DB, project_id, id, c.req.valid('query')), 200);
  })
  .openapi(refresh, async (c) => {
    const { project_id } = actorOf(c);
    const { id, campaign_id } = await requireLeaderboard(c.env.DB, project_id, c.req.valid('param').id);
    await updateCampaign(c.env.DB, { project_id, campaign_id });
    return c.json(await readLeaderboard(c.env.DB, project_id, id), 200);
  });
