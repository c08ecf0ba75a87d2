import { z } from 'zod';
import { PageQuery } from '../../../schema/contracts/common.ts';
import { EdgeModel, EdgeModelCreate, EdgeModelPage, EdgeModelRef } from '../../../schema/contracts/edge-models.ts';
import { AssayError } from '../../../schema/errors.ts';
import { actorOf } from '../http/access.ts';
import { sendObject } from '../http/content.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { findStarter, keepStarter, registerEdgeModel, requireEdgeModel, starters } from '../providers/edge-models.ts';
import { audit } from '../store/audit.ts';
import { edgeFileKey, listEdgeModels } from '../store/edge-models.ts';
import { findJob } from '../store/jobs.ts';

const tags = ['edge models'];

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/edge-models',
    tags,
    summary: 'Register what a job trained as an edge model',
    request: { body: body(EdgeModelCreate) },
    responses: { 201: json(EdgeModel, 'The model; the same files again are the same model.') },
  },
  { creates: true },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/edge-models',
  tags,
  summary: 'List edge models: those of the project, and on the first page the starters',
  request: { query: PageQuery },
  responses: { 200: json(EdgeModelPage, 'Edge models, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/edge-models/{id}',
  tags,
  summary: 'Read an edge model: what it was trained on, how it was measured, where it fails',
  request: { params: z.object({ id: EdgeModelRef }) },
  responses: { 200: json(EdgeModel, 'The model.') },
});
const content = endpoint('read', {
  method: 'get',
  path: '/v1/edge-models/{id}/files/{file}',
  tags,
  summary: 'Download a file of an edge model, as the playground does; takes Range',
  request: { params: z.object({ id: EdgeModelRef, file: z.string().max(40) }) },
  responses: { 200: { description: 'The bytes.' }, 206: { description: 'The range asked for.' } },
});

export default router()
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { job_id } = c.req.valid('json');
    if (!(await findJob(c.env.DB, project_id, job_id)))
      throw new AssayError('not_found', `There is no job ${job_id} in this project.`);
    const model = await registerEdgeModel(c.env, project_id, job_id, Date.now());
    const details = { job_id, sha256: model.sha256 };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'edge_model.create', subject: model.id, details });
    return c.json(model, 201);
  })
  .openapi(list, async (c) => {
    const query = c.req.valid('query');
    const page = await listEdgeModels(c.env.DB, actorOf(c).project_id, query);
    const shipped = query.cursor ? [] : await Promise.all(starters.map((name) => findStarter(c.env, name)));
    return c.json({ ...page, data: [...shipped.filter((model) => model !== null), ...page.data] }, 200);
  })
  .openapi(show, async (c) =>
    c.json(await requireEdgeModel(c.env, actorOf(c).project_id, c.req.valid('param').id), 200),
  )
  .openapi(content, async (c) => {
    const { id, file } = c.req.valid('param');
    const model = await requireEdgeModel(c.env, actorOf(c).project_id, id);
    const { files } = model.manifest;
    const hashes: Record<string, string> = {
      'manifest.json': model.sha256,
      'model.onnx': files.model.sha256,
      'tokenizer.json': files.tokenizer.sha256,
    };
    const sha256 = hashes[file];
    if (!sha256)
      throw new AssayError('not_found', `An edge model has no file ${file}; it has ${Object.keys(hashes).join(', ')}.`);
    if (model.source === 'starter') await keepStarter(c.env, model);
    return sendObject(c.env.FILES, edgeFileKey(sha256), c.req.raw, { content_type: 'application/octet-stream' });
  });
