import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Model, ModelPage } from '../../../schema/contracts/models.ts';
import { AssayError } from '../../../schema/errors.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { findModel, listModels } from '../store/models.ts';

const tags = ['models'];

const list = endpoint('read', {
  method: 'get',
  path: '/v1/models',
  tags,
  summary: 'List registered models',
  request: { query: PageQuery },
  responses: { 200: json(ModelPage, 'Models, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/models/{id}',
  tags,
  summary: 'Read a model with its files and lineage',
  request: { params: z.object({ id: Id('model') }) },
  responses: { 200: json(Model, 'The model.') },
});

export default router()
  .openapi(list, async (c) => c.json(await listModels(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(show, async (c) => {
    const { id } = c.req.valid('param');
    const model = await findModel(c.env.DB, actorOf(c).project_id, id);
    if (!model) throw new AssayError('not_found', `There is no model ${id} in this project.`);
    return c.json(model, 200);
  });
