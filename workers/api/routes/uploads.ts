import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { max_upload_bytes, part_bytes, Upload, UploadCreate, UploadPage } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { completeUpload } from '../imports/complete.ts';
import { cancelUpload } from '../imports/finish.ts';
import { openUpload, receivePart } from '../imports/receive.ts';
import { getUpload, listUploads, partCount, publicUpload } from '../store/uploads.ts';

const tags = ['uploads'];
const params = z.object({ id: Id('upload') });
const PartNumber = z.coerce.number().int().min(1).max(partCount(max_upload_bytes));

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/uploads',
    tags,
    summary: 'Open an upload',
    request: { body: body(UploadCreate) },
    responses: {
      201: json(Upload, 'Send its parts, each of part_bytes but the last, in any order, then complete it.'),
    },
  },
  { creates: true },
);

const list = endpoint('read', {
  method: 'get',
  path: '/v1/uploads',
  tags,
  summary: 'List uploads',
  request: { query: PageQuery.extend({ dataset_id: Id('dataset').optional() }) },
  responses: { 200: json(UploadPage, 'Uploads, newest first.') },
});

const show = endpoint('read', {
  method: 'get',
  path: '/v1/uploads/{id}',
  tags,
  summary: 'Show how far an upload is, and its bad lines',
  request: { params },
  responses: { 200: json(Upload, 'The upload.') },
});

const cancel = endpoint('judge', {
  method: 'delete',
  path: '/v1/uploads/{id}',
  tags,
  summary: 'Cancel an upload',
  request: { params },
  responses: { 200: json(Upload, 'The cancelled upload; lines already kept stay, unless it is atomic.') },
});

const part = endpoint(
  'judge',
  {
    method: 'put',
    path: '/v1/uploads/{id}/parts/{n}',
    tags,
    summary: 'Send one part; sending it again replaces it',
    request: {
      params: params.extend({ n: PartNumber }),
      body: {
        required: true as const,
        content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
      },
    },
    responses: { 200: json(Upload, 'The upload with the parts received so far.') },
  },
  { body_limit: part_bytes + 1024 },
);

const complete = endpoint('judge', {
  method: 'post',
  path: '/v1/uploads/{id}/complete',
  tags,
  summary: 'All parts are sent: read the lines',
  request: { params },
  responses: { 200: json(Upload, 'The upload, being read; calling again changes nothing.') },
});

export default router()
  .openapi(create, async (c) =>
    c.json(publicUpload(await openUpload(c.env, actorOf(c).project_id, c.req.valid('json'))), 201),
  )
  .openapi(list, async (c) => {
    const query = c.req.valid('query');
    return c.json(await listUploads(c.env.DB, actorOf(c).project_id, query, query), 200);
  })
  .openapi(show, async (c) => {
    const ref = { project_id: actorOf(c).project_id, upload_id: c.req.valid('param').id };
    return c.json(publicUpload(await getUpload(c.env.DB, ref)), 200);
  })
  .openapi(cancel, async (c) => {
    const ref = { project_id: actorOf(c).project_id, upload_id: c.req.valid('param').id };
    // The consumer may move the upload on between reading and writing its row: then it is read again.
    for (let tries = 0; tries < 5; tries++) {
      const row = await getUpload(c.env.DB, ref);
      if (row.state === 'cancelled') return c.json(publicUpload(row), 200);
      if (row.finished_at !== null)
        throw new AssayError('conflict', `Upload ${row.id} is ${row.state} and cannot be cancelled any more.`);
      const cancelled = await cancelUpload(c.env, row);
      if (cancelled) return c.json(publicUpload(cancelled), 200);
    }
    throw new AssayError('conflict', `Upload ${ref.upload_id} is being read just now; try again.`, [], {
      'retry-after': '1',
    });
  })
  .openapi(part, async (c) => {
    const { id, n } = c.req.valid('param');
    const length = c.req.header('content-length');
    const ref = { project_id: actorOf(c).project_id, upload_id: id };
    const row = await receivePart(c.env, ref, n, c.req.raw.body, length === undefined ? null : Number(length));
    return c.json(publicUpload(row), 200);
  })
  .openapi(complete, async (c) => {
    const ref = { project_id: actorOf(c).project_id, upload_id: c.req.valid('param').id };
    return c.json(publicUpload(await completeUpload(c.env, ref)), 200);
  });
