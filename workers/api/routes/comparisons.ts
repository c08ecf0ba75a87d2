import { z } from 'zod';
import { ComparisonPage, ComparisonsCreate, ComparisonsCreated } from '../../../schema/contracts/campaigns.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { AssayError } from '../../../schema/errors.ts';
import { addComparisons } from '../campaigns/add-comparisons.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { requireKind } from '../campaigns/require-kind.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { listComparisons } from '../store/comparisons.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });

const list = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/comparisons',
  tags,
  summary: "List a campaign's comparisons",
  request: { params, query: PageQuery },
  responses: { 200: json(ComparisonPage, 'Comparisons, newest first.') },
});

const create = endpoint(
  'campaigns',
  {
    method: 'post',
    path: '/v1/campaigns/{id}/comparisons',
    tags,
    summary: 'Add comparisons to a campaign',
    description: 'All or none are added.',
    request: { params, body: body(ComparisonsCreate) },
    responses: { 201: json(ComparisonsCreated, 'The ids, in the order given.') },
  },
  // They travel into D1 as one text, and D1 takes texts of up to 2 MB.
  { creates: true, body_limit: 1_800_000 },
);

export default router()
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listComparisons(c.env.DB, { project_id, campaign_id }, c.req.valid('query')), 200);
  })
  .openapi(create, async (c) => {
    const { project_id } = actorOf(c);
    const { id } = c.req.valid('param');
    const { state, kind } = await requireCampaign(c.env.DB, project_id, id);
    if (state === 'closed')
      throw new AssayError('conflict', `The campaign ${id} is closed and takes no more comparisons.`);
    const { comparisons } = c.req.valid('json');
    requireKind(kind, comparisons);
    const place = { project_id, campaign_id: id };
    return c.json({ ids: await addComparisons(c.env.DB, place, comparisons, Date.now()) }, 201);
  });
