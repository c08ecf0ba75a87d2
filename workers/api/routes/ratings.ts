import { z } from 'zod';
import { RatingAccepted, RatingCreate, RatingPage } from '../../../schema/contracts/campaigns.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { RatingBatch, RatingBatchCreate, RejectionPage } from '../../../schema/contracts/rating-batches.ts';
import { error_codes } from '../../../schema/errors.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { submitRatings } from '../campaigns/submit/submit.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { listRatings } from '../store/ratings.ts';
import { listRejections } from '../store/rejections.ts';

const params = z.object({ id: Id('campaign') });

const create = endpoint('public', {
  method: 'post',
  path: '/v1/ratings',
  tags: ['rating'],
  summary: 'Rate a comparison',
  description: 'The token is all it needs. A rating sent twice counts once: the first stands.',
  request: { body: body(RatingCreate) },
  responses: { 202: json(RatingAccepted, 'Taken; it is stored within seconds.') },
});

const create_batch = endpoint('public', {
  method: 'post',
  path: '/v1/ratings/batches',
  tags: ['rating'],
  summary: 'Rate up to 100 comparisons at once',
  description: 'Like POST /v1/ratings for each; what was made without a connection is sent this way.',
  request: { body: body(RatingBatchCreate) },
  responses: { 200: json(RatingBatch, 'What became of each rating: one that is refused holds up no other.') },
});

const list = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/ratings',
  tags: ['campaigns'],
  summary: "List a campaign's ratings",
  request: { params, query: PageQuery },
  responses: { 200: json(RatingPage, 'Ratings, latest arrival first.') },
});

const list_rejections = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/rejections',
  tags: ['campaigns'],
  summary: 'List ratings that were refused or repeated',
  description:
    'Kept for 90 days: at most 10,000 of a campaign and 200 of a rater. Ratings with a forged token are counted, a row for each network and day (UTC) that stands at the beginning of that day, for at most 100 networks a day.',
  request: { params, query: PageQuery },
  responses: { 200: json(RejectionPage, 'Refused ratings, latest first.') },
});

export default router()
  .openapi(create, async (c) => {
    const [outcome] = await submitRatings(c, [c.req.valid('json')]);
    if (!outcome || outcome.error) throw outcome?.error;
    return c.json(accepted(outcome), 202);
  })
  .openapi(create_batch, async (c) => {
    const outcomes = await submitRatings(c, c.req.valid('json').ratings);
    const results = outcomes.map((outcome) => {
      if (outcome.error === null) return accepted(outcome);
      const { code, message: detail } = outcome.error;
      return { id: outcome.id, accepted: false as const, status: error_codes[code].status, code, detail };
    });
    return c.json({ results }, 200);
  })
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listRatings(c.env.DB, { project_id, campaign_id }, c.req.valid('query')), 200);
  })
  .openapi(list_rejections, async (c) => {
    const { project_id } = actorOf(c);
    const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listRejections(c.env.DB, { project_id, campaign_id }, c.req.valid('query')), 200);
  });

const accepted = ({ id, repeated }: { id: string; repeated: boolean }) => ({
  id,
  accepted: true as const,
  ...(repeated ? { repeated: true as const } : {}),
});
