import type { Context } from 'hono';
import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { final_job_states, JobEventPage } from '../../../schema/contracts/jobs.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { events } from '../http/event-stream.ts';
import { router } from '../http/router.ts';
import { formatCursor, listEvents, parseCursor } from '../store/events.ts';
import { findJob, publicJob } from '../store/jobs.ts';

const tags = ['jobs'];
const params = z.object({ id: Id('job') });
/** How often a live stream looks, and how long it lasts before the browser opens the next one. */
const poll_ms = 500;
const stream_ms = 120_000;

const list = endpoint('read', {
  method: 'get',
  path: '/v1/jobs/{id}/events',
  tags,
  summary: "List a job's events, oldest first",
  request: { params, query: PageQuery },
  responses: {
    200: json(JobEventPage, 'Events; next_cursor is always given, so that a caller may ask again for what came after.'),
  },
});
const stream = endpoint('read', {
  method: 'get',
  path: '/v1/jobs/{id}/stream',
  tags,
  summary: 'Follow a job live (server-sent events)',
  description:
    '`event: job` carries the job whenever it changes, `event: event` one event with `fence.seq` as its id; Last-Event-ID resumes.',
  request: { params },
  responses: { 200: { description: 'Server-sent events.', content: { 'text/event-stream': { schema: z.string() } } } },
});

async function requireJob(c: Context<AppEnv>, id: string) {
  const row = await findJob(c.env.DB, actorOf(c).project_id, id);
  if (!row) throw new AssayError('not_found', `There is no job ${id} in this project.`);
  return row;
}

export default router()
  .openapi(list, async (c) => {
    const { id } = c.req.valid('param');
    const { limit, cursor } = c.req.valid('query');
    const { project_id } = await requireJob(c, id);
    const data = await listEvents(c.env.DB, { project_id, job_id: id }, parseCursor(cursor), limit);
    const last = data.at(-1);
    return c.json({ data, next_cursor: last ? formatCursor(last) : (cursor ?? null) }, 200);
  })
  .openapi(stream, async (c) => {
    const { id } = c.req.valid('param');
    const { project_id } = await requireJob(c, id);
    const until = Date.now() + stream_ms;
    return events(c, async (send, stream) => {
      let after = parseCursor(c.req.header('last-event-id'));
      let shown = '';
      while (!stream.aborted && Date.now() < until) {
        // The job is read first: once it has ended, every event it will ever have is already there to be read next.
        const row = await findJob(c.env.DB, project_id, id);
        const found = await listEvents(c.env.DB, { project_id, job_id: id }, after, 500);
        for (const event of found) await send('event', event, formatCursor(event));
        after = found.at(-1) ?? after;
        if (!row) return;
        const job = publicJob(row);
        const text = JSON.stringify(job);
        if (text !== shown) await send('job', job);
        shown = text;
        if (found.length === 500) continue;
        if (final_job_states.includes(job.state)) return;
        await stream.sleep(poll_ms);
      }
    });
  });
