import type { Context } from 'hono';
import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { RefinementStepPage } from '../../../schema/contracts/refinements.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { events } from '../http/event-stream.ts';
import { router } from '../http/router.ts';
import { visible } from '../refining/run.ts';
import { numberCursor } from '../store/page.ts';
import { allSteps, findRefinement, publicRefinement, type RefinementRow } from '../store/refinements.ts';

const tags = ['refinements'];
const params = z.object({ id: Id('refinement') });
/** How often a live stream looks, and how long it lasts before the browser opens the next one. */
const poll_ms = 500;
const stream_ms = 120_000;
/** A judge's view is added to a step some calls after it was made: so many of the newest steps are looked at again. */
const window = 100;

const list = endpoint('read', {
  method: 'get',
  path: '/v1/refinements/{id}/steps',
  tags,
  summary: 'List what a refinement tried',
  request: { params, query: PageQuery },
  responses: { 200: json(RefinementStepPage, 'Attempts, critiques, thoughts and segments, in their order.') },
});
const stream = endpoint('read', {
  method: 'get',
  path: '/v1/refinements/{id}/stream',
  tags,
  summary: 'Follow a refinement live (server-sent events)',
  description:
    '`event: refinement` carries the refinement whenever it changes, `event: step` a step when it is made and again when a judge has seen it.',
  request: { params },
  responses: { 200: { description: 'Server-sent events.', content: { 'text/event-stream': { schema: z.string() } } } },
});

async function requireRefinement(c: Context<AppEnv>, id: string): Promise<RefinementRow> {
  const row = await findRefinement(c.env.DB, { project_id: actorOf(c).project_id, id });
  if (!row) throw new AssayError('not_found', `There is no refinement ${id} in this project.`);
  return row;
}

export default router()
  .openapi(list, async (c) => {
    const { project_id, id } = await requireRefinement(c, c.req.valid('param').id);
    const { limit, cursor } = c.req.valid('query');
    const rows = await allSteps(c.env.DB, { project_id, id }, numberCursor(cursor) ?? 0, limit + 1);
    const data = rows.slice(0, limit).map(visible);
    const last = rows.length > limit ? data.at(-1)?.n : undefined;
    return c.json({ data, next_cursor: last === undefined ? null : String(last) }, 200);
  })
  .openapi(stream, async (c) => {
    const at = await requireRefinement(c, c.req.valid('param').id);
    const until = Date.now() + stream_ms;
    return events(c, async (send, stream) => {
      const sent = new Map<number | 'refinement', string>();
      const sendChanged = async (event: 'refinement' | 'step', key: number | 'refinement', value: unknown) => {
        const data = JSON.stringify(value);
        if (sent.get(key) !== data) await send(event, value);
        sent.set(key, data);
      };
      let newest = 0;
      while (!stream.aborted && Date.now() < until) {
        // The refinement is read first: once it has ended, every step it will ever have is already there to be read next.
        const row = await findRefinement(c.env.DB, at);
        if (!row) return;
        // One that was cancelled may still wait for a call that is out: its worker holds it until then.
        const over = row.finished_at !== null && row.lease_until < Date.now();
        for (const step of await allSteps(c.env.DB, at, over ? 0 : Math.max(0, newest - window))) {
          await sendChanged('step', step.n, visible(step));
          newest = Math.max(newest, step.n);
        }
        await sendChanged('refinement', 'refinement', publicRefinement(row));
        if (over) return;
        await stream.sleep(poll_ms);
      }
    });
  });
