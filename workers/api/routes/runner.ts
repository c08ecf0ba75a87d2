import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import type { JobInput } from '../../../schema/contracts/jobs.ts';
import {
  EventsAppend,
  EventsAppended,
  Finish,
  Finished,
  Heartbeat,
  HeartbeatAnswer,
  Lease,
  LeaseRequest,
} from '../../../schema/contracts/runner.ts';
import { AssayError } from '../../../schema/errors.ts';
import { actorOf } from '../http/access.ts';
import { sendObject } from '../http/content.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { finish } from '../jobs/finish.ts';
import { snapshotKey } from '../jobs/inputs.ts';
import { leaseMs, waitForJob } from '../jobs/lease.ts';
import { findContent } from '../store/artifacts.ts';
import { appendEvents } from '../store/events.ts';
import { findJob } from '../store/jobs.ts';
import { renewLease } from '../store/leases.ts';
import { noteRunner, touchRunner } from '../store/runners.ts';

const tags = ['runner'];
const params = z.object({ id: Id('job') });

const lease = endpoint('runner', {
  method: 'post',
  path: '/v1/runner/leases',
  tags,
  summary: 'Ask for a job; waits up to wait_ms',
  request: { body: body(LeaseRequest) },
  responses: {
    200: json(Lease, 'A job and the fence that guards every write of it.'),
    204: { description: 'Nothing to do now.' },
  },
});
const heartbeat = endpoint('runner', {
  method: 'post',
  path: '/v1/runner/jobs/{id}/heartbeat',
  tags,
  summary: 'Renew a lease, report progress, learn of a cancel',
  request: { params, body: body(Heartbeat) },
  responses: { 200: json(HeartbeatAnswer, 'The lease is renewed.') },
});
const events = endpoint('runner', {
  method: 'post',
  path: '/v1/runner/jobs/{id}/events',
  tags,
  summary: 'Append events; a repeat adds nothing',
  request: { params, body: body(EventsAppend) },
  responses: { 200: json(EventsAppended, 'How many were new.') },
});
const done = endpoint('runner', {
  method: 'post',
  path: '/v1/runner/jobs/{id}/finish',
  tags,
  summary: 'End a lease; a repeat gets the same answer',
  request: { params, body: body(Finish) },
  responses: { 200: json(Finished, 'The state the job reached.') },
});
const input = endpoint('runner', {
  method: 'get',
  path: '/v1/runner/jobs/{id}/inputs/{name}',
  tags,
  summary: 'Download a pinned input; takes Range',
  request: { params: params.extend({ name: z.string().min(1).max(300) }) },
  responses: { 200: { description: 'The bytes.' }, 206: { description: 'The range asked for.' } },
});

const lost = (id: string, fence: number) =>
  new AssayError(
    'fence_lost',
    `Fence ${fence} of ${id} is stale: the lease ran out and the job went on without this runner.`,
  );

export default router()
  .openapi(lease, async (c) => {
    const { project_id } = actorOf(c);
    const ask = c.req.valid('json');
    await noteRunner(c.env.DB, project_id, ask, Date.now());
    const found = await waitForJob(c.env, project_id, ask);
    return found ? c.json(found, 200) : c.body(null, 204);
  })
  .openapi(heartbeat, async (c) => {
    const { project_id } = actorOf(c);
    const { id } = c.req.valid('param');
    const { fence, progress, message } = c.req.valid('json');
    const now = Date.now();
    const renewed = await renewLease(c.env.DB, {
      project_id,
      job_id: id,
      fence,
      progress,
      message,
      now,
      lease_ms: leaseMs(c.env),
    });
    if (!renewed) throw lost(id, fence);
    await touchRunner(c.env.DB, project_id, id, now);
    return c.json(renewed, 200);
  })
  .openapi(events, async (c) => {
    const { id } = c.req.valid('param');
    const { fence, events: rows } = c.req.valid('json');
    const accepted = await appendEvents(c.env.DB, { project_id: actorOf(c).project_id, job_id: id }, fence, rows);
    if (accepted === undefined) throw lost(id, fence);
    return c.json({ accepted, duplicates: rows.length - accepted }, 200);
  })
  .openapi(done, async (c) =>
    c.json({ state: await finish(c.env, actorOf(c).project_id, c.req.valid('param').id, c.req.valid('json')) }, 200),
  )
  .openapi(input, async (c) => {
    const { project_id } = actorOf(c);
    const { id, name } = c.req.valid('param');
    const job = await findJob(c.env.DB, project_id, id);
    const found = (job?.inputs as JobInput[] | undefined)?.find((one) => one.name === name);
    if (!found) throw new AssayError('not_found', `Job ${id} has no input "${name}" in this project.`);
    const file = found.kind === 'dataset' ? null : await findContent(c.env.DB, project_id, found.sha256);
    const key = found.kind === 'dataset' ? snapshotKey(project_id, found.sha256) : (file?.object_key ?? '');
    return sendObject(c.env.FILES, key, c.req.raw, { content_type: 'application/octet-stream' });
  });
