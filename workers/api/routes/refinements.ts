import type { Context } from 'hono';
import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  Refinement,
  RefinementCreate,
  RefinementPage,
  RefinementQuery,
} from '../../../schema/contracts/refinements.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { events, wantsEvents } from '../http/event-stream.ts';
import { router } from '../http/router.ts';
import { checkRefinement, createRefinement } from '../refining/create.ts';
import {
  findRefinement,
  listRefinements,
  moveRefinement,
  publicRefinement,
  type RefinementRow,
} from '../store/refinements.ts';

const tags = ['refinements'];
const params = z.object({ id: Id('refinement') });

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/refinements',
    tags,
    summary: 'Improve an answer by a test-time strategy',
    description:
      'With `Accept: text/event-stream`: an event `step` for each step as it comes, then `refinement`, or `problem`. What takes longer than 30 seconds goes on in the queue.',
    request: { body: body(RefinementCreate) },
    responses: { 201: json(Refinement, 'The refinement: done, or as far as it is.') },
  },
  { creates: true },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/refinements',
  tags,
  summary: 'List refinements',
  request: { query: PageQuery.extend(RefinementQuery.shape) },
  responses: { 200: json(RefinementPage, 'Refinements, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/refinements/{id}',
  tags,
  summary: 'Read a refinement',
  request: { params },
  responses: { 200: json(Refinement, 'The refinement.') },
});
const cancel = endpoint('judge', {
  method: 'post',
  path: '/v1/refinements/{id}/cancel',
  tags,
  summary: 'Cancel a refinement',
  request: { params },
  responses: { 200: json(Refinement, 'The refinement; a call that is out is waited for, and what was tried is kept.') },
});

async function requireRefinement(c: Context<AppEnv>, id: string): Promise<RefinementRow> {
  const row = await findRefinement(c.env.DB, { project_id: actorOf(c).project_id, id });
  if (!row) throw new AssayError('not_found', `There is no refinement ${id} in this project.`);
  return row;
}

export default router()
  .openapi(create, async (c) => {
    const asked = c.req.valid('json');
    // What can be refused before the first call is refused as any request is, not in the stream.
    await checkRefinement(c.env, actorOf(c), asked);
    if (!wantsEvents(c)) return c.json(publicRefinement(await createRefinement(c.env, actorOf(c), asked)), 201);
    return events(c, async (send) => {
      const row = await createRefinement(c.env, actorOf(c), asked, (step) => void send('step', step));
      await send('refinement', publicRefinement(row));
    }) as never;
  })
  .openapi(list, async (c) => {
    const query = c.req.valid('query');
    return c.json(await listRefinements(c.env.DB, actorOf(c).project_id, query, query), 200);
  })
  .openapi(show, async (c) => c.json(publicRefinement(await requireRefinement(c, c.req.valid('param').id)), 200))
  .openapi(cancel, async (c) => {
    const row = await requireRefinement(c, c.req.valid('param').id);
    const now = Date.now();
    const set = { state: 'cancelled', updated_at: now, finished_at: now };
    const done = await moveRefinement(c.env.DB, { project_id: row.project_id, id: row.id }, set);
    if (!done && row.state !== 'cancelled')
      throw new AssayError('conflict', `The refinement is ${row.state} already; there is nothing to cancel.`);
    return c.json(publicRefinement(await requireRefinement(c, row.id)), 200);
  });
