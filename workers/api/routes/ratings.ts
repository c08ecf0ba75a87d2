import { z } from 'zod';
import { RatingAccepted, RatingCreate, type RatingMessage, RatingPage } from '../../../schema/contracts/campaigns.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { AssayError } from '../../../schema/errors.ts';
import { rememberSent } from '../campaigns/cookies.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { isFlipped, readTicket } from '../campaigns/tokens.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { listRatings } from '../store/ratings.ts';

const create = endpoint('public', {
  method: 'post',
  path: '/v1/ratings',
  tags: ['rating'],
  summary: 'Rate a comparison',
  description: 'The token is all it needs. A rating sent twice counts once: the first stands.',
  request: { body: body(RatingCreate) },
  responses: { 202: json(RatingAccepted, 'Taken; it is stored within seconds.') },
});

const list = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/ratings',
  tags: ['campaigns'],
  summary: "List a campaign's ratings",
  request: { params: z.object({ id: Id('campaign') }), query: PageQuery },
  responses: { 200: json(RatingPage, 'Ratings, latest arrival first.') },
});

export default router()
  // The hot path: a signature is checked and a message sent; no database is read or written.
  .openapi(create, async (c) => {
    const { token, choice = 'scored' as const, ...given } = c.req.valid('json');
    const { assignment_id: id, single, ...ticket } = await readTicket(c.env.ASSAY_SECRET, token);
    if (single !== (choice === 'scored')) {
      const wanted = single ? 'a score, for one response was shown' : 'a choice, for two responses were shown';
      throw new AssayError('invalid_request', `This assignment wants ${wanted}.`);
    }
    const flipped = !single && (await isFlipped(c.env.ASSAY_SECRET, ticket));
    const person = { source: 'people' as const, probability: null };
    const message: RatingMessage = {
      ...ticket,
      ...given,
      choice,
      network: '',
      ...person,
      id,
      flipped,
      created_at: Date.now(),
    };
    await c.env.RATINGS.send(message);
    rememberSent(c, id);
    return c.json({ id, accepted: true as const }, 202);
  })
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listRatings(c.env.DB, { project_id, campaign_id }, c.req.valid('query')), 200);
  });
