import { z } from 'zod';
import { Deleted, Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Dataset, DatasetCreate, DatasetPage } from '../../../schema/contracts/datasets.ts';
import { newId } from '../../../schema/ids.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { deleteDataset } from '../imports/delete-dataset.ts';
import { exportLines } from '../imports/export.ts';
import { getDataset, insertDataset, listDatasets, requireDataset } from '../store/datasets.ts';

const tags = ['datasets'];
const params = z.object({ id: Id('dataset') });

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/datasets',
    tags,
    summary: 'Create a dataset',
    request: { body: body(DatasetCreate) },
    responses: { 201: json(Dataset, 'The empty dataset.') },
  },
  { creates: true },
);

const list = endpoint('read', {
  method: 'get',
  path: '/v1/datasets',
  tags,
  summary: 'List datasets',
  request: { query: PageQuery },
  responses: { 200: json(DatasetPage, 'Datasets, newest first.') },
});

const show = endpoint('read', {
  method: 'get',
  path: '/v1/datasets/{id}',
  tags,
  summary: 'Show a dataset',
  request: { params },
  responses: { 200: json(Dataset, 'The dataset with its counts.') },
});

const remove = endpoint('judge', {
  method: 'delete',
  path: '/v1/datasets/{id}',
  tags,
  summary: 'Delete a dataset with its items, responses and uploads',
  request: { params },
  responses: { 200: json(Deleted, 'It is gone.') },
});

const download = endpoint('read', {
  method: 'get',
  path: '/v1/datasets/{id}/export',
  tags,
  summary: 'Download items or responses as JSONL',
  request: { params, query: z.object({ what: z.enum(['items', 'responses']).default('items') }) },
  responses: {
    200: { description: 'JSONL (application/x-ndjson), one object a line; it may be uploaded again as it is.' },
  },
});

export default router()
  .openapi(create, async (c) => {
    const { project_id } = actorOf(c);
    const now = Date.now();
    const row = { ...c.req.valid('json'), project_id, id: newId('dataset'), created_at: now, updated_at: now };
    await insertDataset(c.env.DB, row);
    return c.json(await getDataset(c.env.DB, { project_id, dataset_id: row.id }), 201);
  })
  .openapi(list, async (c) => c.json(await listDatasets(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(show, async (c) => {
    const { project_id } = actorOf(c);
    return c.json(await getDataset(c.env.DB, { project_id, dataset_id: c.req.valid('param').id }), 200);
  })
  .openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    await deleteDataset(c.env, { project_id: actorOf(c).project_id, dataset_id: id });
    return c.json({ id, deleted: true as const }, 200);
  })
  .openapi(download, async (c) => {
    const at = { project_id: actorOf(c).project_id, dataset_id: c.req.valid('param').id };
    const { what } = c.req.valid('query');
    await requireDataset(c.env.DB, at);
    const headers = {
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="${at.dataset_id}-${what}.jsonl"`,
    };
    return new Response(exportLines(c.env.DB, at, what), { headers });
  });
