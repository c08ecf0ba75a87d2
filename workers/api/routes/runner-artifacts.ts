import type { Context } from 'hono';
import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import { ArtifactCreate, ArtifactUpload, FenceBody, FenceQuery } from '../../../schema/contracts/runner.ts';
import { part_bytes } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { sendObject } from '../http/content.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { beginArtifact, completeArtifact, putPart } from '../jobs/artifacts.ts';
import { type ArtifactRow, findArtifact } from '../store/artifacts.ts';
import { holdsLease } from '../store/leases.ts';

const tags = ['runner'];
const params = z.object({ id: Id('job'), artifact_id: Id('artifact') });
const base = '/v1/runner/jobs/{id}/artifacts';

const begin = endpoint('runner', {
  method: 'post',
  path: base,
  tags,
  summary: 'Begin or resume an upload; content the project already holds is complete at once',
  request: { params: params.pick({ id: true }), body: body(ArtifactCreate) },
  responses: { 200: json(ArtifactUpload, 'Which parts have arrived.') },
});
const part = endpoint(
  'runner',
  {
    method: 'put',
    path: `${base}/{artifact_id}/parts/{n}`,
    tags,
    summary: 'Send one part, raw bytes',
    request: { params: params.extend({ n: z.coerce.number().int().min(1).max(10_000) }), query: FenceQuery },
    responses: { 200: json(ArtifactUpload.pick({ received_parts: true }), 'Which parts have arrived.') },
  },
  { body_limit: part_bytes + 1024 },
);
const complete = endpoint('runner', {
  method: 'post',
  path: `${base}/{artifact_id}/complete`,
  tags,
  summary: 'End an upload; the hash is checked',
  request: { params, body: body(FenceBody) },
  responses: { 200: json(ArtifactUpload, 'The artifact is complete.') },
});
const content = endpoint('runner', {
  method: 'get',
  path: `${base}/{artifact_id}/content`,
  tags,
  summary: 'Download an artifact of the job, such as its checkpoint; takes Range',
  request: { params, query: FenceQuery },
  responses: { 200: { description: 'The bytes.' }, 206: { description: 'The range asked for.' } },
});

async function guard(c: Context<AppEnv>, job_id: string, fence: number): Promise<string> {
  const { project_id } = actorOf(c);
  if (await holdsLease(c.env.DB, project_id, job_id, fence)) return project_id;
  throw new AssayError(
    'fence_lost',
    `Fence ${fence} of ${job_id} is stale: the lease ran out and the job went on without this runner.`,
  );
}

async function guarded(c: Context<AppEnv>, job_id: string, artifact_id: string, fence: number): Promise<ArtifactRow> {
  const row = await findArtifact(c.env.DB, await guard(c, job_id, fence), artifact_id);
  if (row?.job_id !== job_id) throw new AssayError('not_found', `Job ${job_id} has no artifact ${artifact_id}.`);
  return row;
}

export default router()
  .openapi(begin, async (c) => {
    const { id } = c.req.valid('param');
    const ask = c.req.valid('json');
    return c.json(await beginArtifact(c.env, await guard(c, id, ask.fence), id, ask), 200);
  })
  .openapi(part, async (c) => {
    const { id, artifact_id, n } = c.req.valid('param');
    const row = await guarded(c, id, artifact_id, c.req.valid('query').fence);
    return c.json(await putPart(c.env, row, n, await c.req.arrayBuffer()), 200);
  })
  .openapi(complete, async (c) => {
    const { id, artifact_id } = c.req.valid('param');
    return c.json(await completeArtifact(c.env, await guarded(c, id, artifact_id, c.req.valid('json').fence)), 200);
  })
  .openapi(content, async (c) => {
    const { id, artifact_id } = c.req.valid('param');
    const row = await guarded(c, id, artifact_id, c.req.valid('query').fence);
    if (row.state !== 'complete') throw new AssayError('conflict', `Artifact ${artifact_id} is still being uploaded.`);
    return sendObject(c.env.FILES, row.object_key, c.req.raw, { content_type: row.content_type });
  });
