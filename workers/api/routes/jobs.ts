import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Job, JobCreate, JobPage, JobQuery, type JobState } from '../../../schema/contracts/jobs.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { checkReferences } from '../jobs/inputs.ts';
import { checkParams } from '../jobs/recipes.ts';
import { checkSuccession } from '../jobs/succession.ts';
import { audit } from '../store/audit.ts';
import { findJob, insertJob, listJobs, publicJob, requestCancel, requeue } from '../store/jobs.ts';

const tags = ['jobs'];
const params = z.object({ id: Id('job') });

const create = endpoint(
  'jobs',
  {
    method: 'post',
    path: '/v1/jobs',
    tags,
    summary: 'Queue a job',
    request: { body: body(JobCreate) },
    responses: { 201: json(Job, 'The job, queued.') },
  },
  { creates: true },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/jobs',
  tags,
  summary: 'List jobs',
  request: { query: PageQuery.extend(JobQuery.shape) },
  responses: { 200: json(JobPage, 'Jobs, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/jobs/{id}',
  tags,
  summary: 'Read a job',
  request: { params },
  responses: { 200: json(Job, 'The job.') },
});
const cancel = endpoint('jobs', {
  method: 'post',
  path: '/v1/jobs/{id}/cancel',
  tags,
  summary: 'Cancel a job; a running one stops at its next heartbeat',
  request: { params },
  responses: { 200: json(Job, 'The job; already ended ones are returned as they are.') },
});
const retry = endpoint('jobs', {
  method: 'post',
  path: '/v1/jobs/{id}/retry',
  tags,
  summary: 'Queue an ended job again; it resumes from its last checkpoint',
  request: { params },
  responses: { 200: json(Job, 'The job, queued.') },
});

async function jobOf(db: D1Database, project_id: string, id: string) {
  const row = await findJob(db, project_id, id);
  if (!row) throw new AssayError('not_found', `There is no job ${id} in this project.`);
  return publicJob(row);
}

export default router()
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const wanted = c.req.valid('json');
    checkParams(wanted.recipe, wanted.params);
    await checkReferences(c.env, project_id, wanted.recipe, wanted.params);
    await checkSuccession(c.env, actorOf(c), wanted.recipe, wanted.params);
    const id = newId('job');
    const now = Date.now();
    await insertJob(c.env.DB, {
      ...wanted,
      name: wanted.name ?? wanted.recipe,
      project_id,
      id,
      state: 'queued',
      created_at: now,
      updated_at: now,
    });
    await audit(c.env.DB, {
      project_id,
      actor: key_id,
      action: 'job.create',
      subject: id,
      details: { recipe: wanted.recipe },
    });
    // The row is the truth: a message that cannot be sent now is sent by the sweep.
    await c.env.JOBS.send({ project_id, job_id: id }).catch((error) =>
      console.error(JSON.stringify({ level: 'error', job_id: id, error: String(error) })),
    );
    return c.json(await jobOf(c.env.DB, project_id, id), 201);
  })
  .openapi(list, async (c) =>
    c.json(await listJobs(c.env.DB, actorOf(c).project_id, c.req.valid('query'), c.req.valid('query')), 200),
  )
  .openapi(show, async (c) => c.json(await jobOf(c.env.DB, actorOf(c).project_id, c.req.valid('param').id), 200))
  .openapi(cancel, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = c.req.valid('param');
    await jobOf(c.env.DB, project_id, id);
    await requestCancel(c.env.DB, project_id, id, Date.now());
    await audit(c.env.DB, { project_id, actor: key_id, action: 'job.cancel', subject: id });
    return c.json(await jobOf(c.env.DB, project_id, id), 200);
  })
  .openapi(retry, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id } = c.req.valid('param');
    const before = await jobOf(c.env.DB, project_id, id);
    if (!(await requeue(c.env.DB, project_id, id, Date.now()))) {
      const can: JobState[] = ['failed', 'cancelled', 'dead'];
      throw new AssayError(
        'conflict',
        `Job ${id} is ${before.state}; only a job that is ${can.join(', ')} can be queued again.`,
      );
    }
    await audit(c.env.DB, { project_id, actor: key_id, action: 'job.retry', subject: id });
    await c.env.JOBS.send({ project_id, job_id: id });
    return c.json(await jobOf(c.env.DB, project_id, id), 200);
  });
