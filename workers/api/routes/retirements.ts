import { z } from 'zod';
import { Retirement, RetirementCreate, RetirementPage } from '../../../schema/contracts/campaigns.ts';
import { Deleted, Id, Name, PageQuery } from '../../../schema/contracts/common.ts';
import { AssayError } from '../../../schema/errors.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { deleteRetirement, findRetirement, insertRetirement, listRetirements } from '../store/retirements.ts';

const tags = ['campaigns'];
const params = z.object({ id: Id('campaign') });

const list = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/retirements',
  tags,
  summary: "List a campaign's retired models",
  request: { params, query: PageQuery },
  responses: { 200: json(RetirementPage, 'Retired models, by name.') },
});

const create = endpoint(
  'campaigns',
  {
    method: 'post',
    path: '/v1/campaigns/{id}/retirements',
    tags,
    summary: 'Retire a model',
    description: 'Raters are handed it no more; boards keep it, marked, and a published board says when and why.',
    request: { params, body: body(RetirementCreate) },
    responses: { 201: json(Retirement, 'The retirement; the first one of a model stands.') },
  },
  { creates: true },
);

const remove = endpoint('campaigns', {
  method: 'delete',
  path: '/v1/campaigns/{id}/retirements/{model}',
  tags,
  summary: 'Take a retirement back',
  request: { params: params.extend({ model: Name }) },
  responses: { 200: json(Deleted, 'Raters are handed the model again.') },
});

export default router()
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listRetirements(c.env.DB, { project_id, campaign_id }, c.req.valid('query')), 200);
  })
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    const place = { project_id, campaign_id: id };
    const wanted = { ...c.req.valid('json'), created_at: Date.now() };
    await insertRetirement(c.env.DB, place, wanted);
    const details = { model: wanted.model, reason: wanted.reason };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'campaign.retire', subject: id, details });
    return c.json((await findRetirement(c.env.DB, place, wanted.model)) ?? wanted, 201);
  })
  .openapi(remove, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id, model } = c.req.valid('param');
    await requireCampaign(c.env.DB, project_id, id);
    if (!(await deleteRetirement(c.env.DB, { project_id, campaign_id: id }, model)))
      throw new AssayError('not_found', `The campaign ${id} has no retired model "${model}".`);
    await audit(c.env.DB, { project_id, actor: key_id, action: 'campaign.unretire', subject: id, details: { model } });
    return c.json({ id: model, deleted: true as const }, 200);
  });
