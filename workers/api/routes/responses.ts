import { z } from 'zod';
import { Id, Name, PageQuery } from '../../../schema/contracts/common.ts';
import { ResponsePage, ResponsesCreate, ResponsesCreated } from '../../../schema/contracts/datasets.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { addInline } from '../imports/inline.ts';
import { requireDataset } from '../store/datasets.ts';
import { listResponses } from '../store/responses.ts';

const tags = ['datasets'];
const params = z.object({ id: Id('dataset') });
const Filter = PageQuery.extend({
  model: Name.optional(),
  item_id: Id('item').optional(),
  attempt: z.coerce.number().int().min(1).max(100).optional(),
});

const list = endpoint('read', {
  method: 'get',
  path: '/v1/datasets/{id}/responses',
  tags,
  summary: 'List responses',
  request: { params, query: Filter },
  responses: {
    200: json(
      ResponsePage,
      'Responses in the order they were given; a page of long texts may be shorter than its limit.',
    ),
  },
});

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/datasets/{id}/responses',
    tags,
    summary: 'Add up to 500 responses, all or none',
    request: { params, body: body(ResponsesCreate) },
    responses: {
      201: json(ResponsesCreated, 'Their ids, in order; a response that was there already, the same, keeps its id.'),
    },
  },
  { creates: true },
);

export default router()
  .openapi(list, async (c) => {
    const at = { project_id: actorOf(c).project_id, dataset_id: c.req.valid('param').id };
    const query = c.req.valid('query');
    await requireDataset(c.env.DB, at);
    return c.json(await listResponses(c.env.DB, at, query, query), 200);
  })
  .openapi(create, async (c) => {
    const at = { project_id: actorOf(c).project_id, dataset_id: c.req.valid('param').id };
    const inputs = c.req.valid('json').responses.map((response) => ({ item: null, responses: [response] }));
    return c.json({ ids: await addInline(c.env.DB, at, 'responses', inputs) }, 201);
  });
