import { z } from 'zod';
import { Assignments } from '../../../schema/contracts/campaigns.ts';
import { Id } from '../../../schema/contracts/common.ts';
import { RaterAssignmentsCreate } from '../../../schema/contracts/rating-sessions.ts';
import { derivedId } from '../../../schema/ids.ts';
import { assign } from '../campaigns/assign.ts';
import { requireCampaign, requireOpenCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { enterRater } from '../store/raters.ts';

const create = endpoint('rate', {
  method: 'post',
  path: '/v1/campaigns/{id}/assignments',
  tags: ['rating'],
  summary: 'The next comparisons for a rater of your own',
  description:
    'For raters whom you know yourself: the holder of the key vouches for them, and their ratings are `verified`. Each is rated by POST /v1/ratings with its token, which needs no key.',
  request: { params: z.object({ id: Id('campaign') }), body: body(RaterAssignmentsCreate) },
  responses: { 200: json(Assignments, 'Comparisons with the token that a rating of each needs.') },
});

export default router().openapi(create, async (c) => {
  const { project_id, key_id, key_name } = actorOf(c);
  const { DB, ASSAY_SECRET } = c.env;
  const { id: campaign_id } = await requireCampaign(DB, project_id, c.req.valid('param').id);
  const campaign = await requireOpenCampaign(DB, project_id, campaign_id);
  const { rater: name, ...ask } = c.req.valid('json');
  // A name is the same rater here as in an import.
  const who = name === undefined ? ['key', key_id] : ['imported', name];
  const rater = { project_id, campaign_id, rater_id: await derivedId('rater', [project_id, ...who]) };
  const now = Date.now();
  await enterRater(DB, rater, { origin: 'key', label: name ?? key_name }, now);
  return c.json(await assign(DB, ASSAY_SECRET, rater, campaign, { ...ask, now, verified: true }), 200);
});
