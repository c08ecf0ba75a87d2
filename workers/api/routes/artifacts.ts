import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { ArtifactPage } from '../../../schema/contracts/jobs.ts';
import { AssayError } from '../../../schema/errors.ts';
import { actorOf } from '../http/access.ts';
import { sendObject } from '../http/content.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { findArtifact, listArtifacts } from '../store/artifacts.ts';
import { findJob } from '../store/jobs.ts';

const tags = ['jobs'];

const list = endpoint('read', {
  method: 'get',
  path: '/v1/jobs/{id}/artifacts',
  tags,
  summary: 'List the files a job made',
  request: { params: z.object({ id: Id('job') }), query: PageQuery },
  responses: { 200: json(ArtifactPage, 'Artifacts, newest first; checkpoints are left out.') },
});
const content = endpoint('read', {
  method: 'get',
  path: '/v1/artifacts/{id}/content',
  tags,
  summary: 'Download an artifact; takes Range',
  request: { params: z.object({ id: Id('artifact') }) },
  responses: { 200: { description: 'The bytes.' }, 206: { description: 'The range asked for.' } },
});

export default router()
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const { id } = c.req.valid('param');
    if (!(await findJob(c.env.DB, project_id, id)))
      throw new AssayError('not_found', `There is no job ${id} in this project.`);
    return c.json(await listArtifacts(c.env.DB, project_id, id, c.req.valid('query')), 200);
  })
  .openapi(content, async (c) => {
    const { id } = c.req.valid('param');
    const artifact = await findArtifact(c.env.DB, actorOf(c).project_id, id);
    if (artifact?.state !== 'complete')
      throw new AssayError('not_found', `There is no artifact ${id} in this project.`);
    return sendObject(c.env.FILES, artifact.object_key, c.req.raw, {
      content_type: 'application/octet-stream',
      file_name: artifact.name,
    });
  });
