import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { ItemPage, ItemsCreate, ItemsCreated } from '../../../schema/contracts/datasets.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { addInline } from '../imports/inline.ts';
import { requireDataset } from '../store/datasets.ts';
import { listItems } from '../store/items.ts';

const tags = ['datasets'];
const params = z.object({ id: Id('dataset') });

const list = endpoint('read', {
  method: 'get',
  path: '/v1/datasets/{id}/items',
  tags,
  summary: 'List items',
  request: { params, query: PageQuery },
  responses: {
    200: json(ItemPage, 'Items in the order they were given; a page of long texts may be shorter than its limit.'),
  },
});

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/datasets/{id}/items',
    tags,
    summary: 'Add up to 500 items, all or none',
    request: { params, body: body(ItemsCreate) },
    responses: {
      201: json(ItemsCreated, 'Their ids, in order; an item that was there already, the same, keeps its id.'),
    },
  },
  { creates: true },
);

export default router()
  .openapi(list, async (c) => {
    const at = { project_id: actorOf(c).project_id, dataset_id: c.req.valid('param').id };
    await requireDataset(c.env.DB, at);
    return c.json(await listItems(c.env.DB, at, c.req.valid('query')), 200);
  })
  .openapi(create, async (c) => {
    const at = { project_id: actorOf(c).project_id, dataset_id: c.req.valid('param').id };
    const inputs = c.req.valid('json').items.map((item) => ({ item, responses: [] }));
    return c.json({ ids: await addInline(c.env.DB, at, 'items', inputs) }, 201);
  });
