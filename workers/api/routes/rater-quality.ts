import { z } from 'zod';
import { RatingPage } from '../../../schema/contracts/campaigns.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  CampaignQuality,
  CampaignRaterDetail,
  CampaignRaterPage,
  RaterHeld,
  RaterHold,
  RaterQuery,
} from '../../../schema/contracts/rater-quality.ts';
import { AssayError } from '../../../schema/errors.ts';
import { decide } from '../campaigns/quality/decide.ts';
import { currentQuality } from '../campaigns/quality/refresh.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { listOwn } from '../store/own-ratings.ts';
import { findRater, listRaters } from '../store/rater-quality.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });
const rater_params = params.extend({ rater_id: Id('rater') });

const quality = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/quality',
  tags,
  summary: 'How far raters agree and can be relied on',
  request: { params },
  responses: { 200: json(CampaignQuality, 'The figures; up to date within a minute.') },
});

const list = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/raters',
  tags,
  summary: "List a campaign's raters with what quality control found",
  request: { params, query: RaterQuery },
  responses: { 200: json(CampaignRaterPage, 'Raters, the most suspicious (or busiest) first.') },
});

const show = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/raters/{rater_id}',
  tags,
  summary: 'Read one rater: figures, evidence and decision',
  request: { params: rater_params },
  responses: { 200: json(CampaignRaterDetail, 'The rater.') },
});

const ratings = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/raters/{rater_id}/ratings',
  tags,
  summary: "List one rater's ratings",
  request: { params: rater_params, query: PageQuery },
  responses: { 200: json(RatingPage, 'Ratings, latest arrival first.') },
});

const hold = endpoint('campaigns', {
  method: 'patch',
  path: '/v1/campaigns/{id}/raters/{rater_id}',
  tags,
  summary: "Hold back a rater's ratings, or clear the rater",
  description: 'Leaderboards leave held ratings out unless their settings include them; all are counted anew at once.',
  request: { params: rater_params, body: body(RaterHold) },
  responses: { 200: json(RaterHeld, 'How many ratings changed, and the decision as it is kept.') },
});

export default router()
  .openapi(quality, async (c) => {
    const { project_id } = actorOf(c);
    const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await currentQuality(c.env.DB, project_id, campaign, Date.now()), 200);
  })
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    const page = c.req.valid('query');
    if (page.cursor === undefined) await currentQuality(c.env.DB, project_id, campaign, Date.now());
    const { data, next_cursor } = await listRaters(c.env.DB, { project_id, campaign_id: campaign.id }, page);
    return c.json({ data: data.map(({ findings: _, ...rater }) => rater), next_cursor }, 200);
  })
  .openapi(show, async (c) => {
    const { project_id } = actorOf(c);
    const { id, rater_id } = c.req.valid('param');
    const campaign = await requireCampaign(c.env.DB, project_id, id);
    await currentQuality(c.env.DB, project_id, campaign, Date.now());
    const rater = await findRater(c.env.DB, { project_id, campaign_id: id }, rater_id);
    if (!rater) throw new AssayError('not_found', `Nobody of the id ${rater_id} has rated in the campaign ${id}.`);
    return c.json(rater, 200);
  })
  .openapi(ratings, async (c) => {
    const { project_id } = actorOf(c);
    const { id, rater_id } = c.req.valid('param');
    await requireCampaign(c.env.DB, project_id, id);
    return c.json(await listOwn(c.env.DB, { project_id, campaign_id: id }, rater_id, c.req.valid('query')), 200);
  })
  .openapi(hold, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id, rater_id } = c.req.valid('param');
    const { held, note } = c.req.valid('json');
    await requireCampaign(c.env.DB, project_id, id);
    const decision = {
      decision: held ? ('hold' as const) : ('clear' as const),
      note,
      decided_by: key_id,
      decided_at: Date.now(),
    };
    const changed = await decide(c.env.DB, { project_id, campaign_id: id }, rater_id, decision);
    return c.json({ rater_id, held, changed, decision }, 200);
  });
