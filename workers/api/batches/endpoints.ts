import type { Context } from 'hono';
import { z } from 'zod';
import { BatchResume, BatchTaskPage, BatchTaskState } from '../../../schema/contracts/batches.ts';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { part_bytes } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv, Env } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { listTasks } from '../store/batch-tasks.ts';
import { type BatchRef, type BatchRow, findBatch, getBatch, listBatches, type Makes } from '../store/batches.ts';
import { cancelBatch, resumeBatch, retryDead } from './control.ts';
import { max_parts } from './limits.ts';
import { completeBatch } from './open.ts';
import { putPart } from './parts.ts';
import { resultLines } from './results.ts';
import { openWork } from './works.ts';

/** What a noun of batches is called, made from, and shown as. */
export type BatchNoun<W> = {
  /** Like `judgment-batches`. */
  name: string;
  /** Like `Judge many at once`. */
  summary: string;
  /** The plural of what is made. */
  things: string;
  makes: Makes[];
  Create: z.ZodType<W>;
  Batch: z.ZodType;
  BatchPage: z.ZodType;
  Retried: z.ZodType;
  /** The name of a line of the results. */
  result: string;
  create: (env: Env, project_id: string, wanted: W) => Promise<BatchRow>;
  shown: (row: BatchRow, now: number) => object;
};

/** The verbs of a noun of batches: one set for all that batches make. */
export function batchEndpoints<W>(noun: BatchNoun<W>) {
  const { things, makes, Batch } = noun;
  const tags = [noun.name.replace('-', ' ')];
  const path = `/v1/${noun.name}`;
  const one = `${path}/{id}`;
  const request = { params: z.object({ id: Id('batch') }) };
  const shown = (row: BatchRow) => noun.shown(row, Date.now());
  const answer = (description: string) => ({ 200: json(Batch, description) });

  async function requireBatch(c: Context<AppEnv>, { id }: { id: string }): Promise<{ ref: BatchRef; row: BatchRow }> {
    const ref = { project_id: actorOf(c).project_id, batch_id: id };
    const row = await findBatch(c.env.DB, ref);
    if (!row || !makes.includes(row.makes))
      throw new AssayError('not_found', `There is no batch ${id} of ${things} in this project.`);
    return { ref, row };
  }
  const noted = (c: Context<AppEnv>, action: string, subject: string, details: object = {}) => {
    const { project_id, key_id } = actorOf(c);
    return audit(c.env.DB, { project_id, actor: key_id, action, subject, details: { ...details } });
  };

  const create = endpoint(
    'judge',
    {
      method: 'post',
      path,
      tags,
      summary: noun.summary,
      request: { body: body(noun.Create as z.ZodType) },
      responses: { 201: json(Batch, 'The batch; with source `upload` it waits for its parts.') },
    },
    { creates: true, body_limit: 30_000_000 },
  );
  const list = endpoint('read', {
    method: 'get',
    path,
    tags,
    summary: `List batches of ${things}`,
    request: { query: PageQuery },
    responses: { 200: json(noun.BatchPage, 'Batches, newest first.') },
  });
  const show = endpoint('read', {
    method: 'get',
    path: one,
    tags,
    summary: 'Show how far a batch is',
    request,
    responses: answer('The batch.'),
  });
  const part = endpoint(
    'judge',
    {
      method: 'put',
      path: `${one}/parts/{n}`,
      tags,
      summary: 'Send one part of the requests; sending it again replaces it',
      description: 'JSONL, one request a line, cut anywhere into parts that are numbered from 1.',
      request: {
        params: request.params.extend({ n: z.coerce.number().int().min(1).max(max_parts) }),
        body: {
          required: true as const,
          content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
        },
      },
      responses: answer('The batch, waiting for more parts or for being completed.'),
    },
    { body_limit: part_bytes + 1024 },
  );
  const complete = endpoint('judge', {
    method: 'post',
    path: `${one}/complete`,
    tags,
    summary: 'All parts are sent: go to work',
    request,
    responses: answer('The batch, at work; calling again changes nothing.'),
  });
  const tasks = endpoint('read', {
    method: 'get',
    path: `${one}/tasks`,
    tags,
    summary: `List the ${things} of a batch with what became of them; state=dead shows what was given up`,
    request: { ...request, query: PageQuery.extend({ state: BatchTaskState.optional() }) },
    responses: { 200: json(BatchTaskPage, 'Tasks, in order.') },
  });
  const results = endpoint('read', {
    method: 'get',
    path: `${one}/results`,
    tags,
    summary: 'Download what is there so far as JSONL',
    request: { ...request, query: z.object({ after: z.coerce.number().int().min(0).default(0) }) },
    responses: {
      200: {
        description: `JSONL (application/x-ndjson), a ${noun.result} a line, in the order of the tasks; \`after\` goes on behind a line that was read.`,
      },
    },
  });
  const cancel = endpoint('judge', {
    method: 'post',
    path: `${one}/cancel`,
    tags,
    summary: 'Stop a batch; what is under way is still kept',
    request,
    responses: answer('The batch.'),
  });
  const resume = endpoint('judge', {
    method: 'post',
    path: `${one}/resume`,
    tags,
    summary: 'Let a batch go on that was cancelled, stalled or at its ceiling',
    request: { ...request, body: { content: { 'application/json': { schema: BatchResume } } } },
    responses: answer('The batch, at work again.'),
  });
  const retry = endpoint('judge', {
    method: 'post',
    path: `${one}/retry`,
    tags,
    summary: 'Try again what was given up',
    request,
    responses: { 200: json(noun.Retried, 'How many, and the batch.') },
  });

  return router()
    .openapi(create, async (c) => {
      const row = await noun.create(c.env, actorOf(c).project_id, c.req.valid('json') as W);
      const { judge_id, critic_id, source } = row;
      await noted(c, 'batch.create', row.id, { judge_id, critic_id, source: source.kind });
      return c.json(shown(row), 201);
    })
    .openapi(list, async (c) => {
      const page = await listBatches(c.env.DB, actorOf(c).project_id, makes, c.req.valid('query'));
      return c.json({ ...page, data: page.data.map(shown) }, 200);
    })
    .openapi(show, async (c) => c.json(shown((await requireBatch(c, c.req.valid('param'))).row), 200))
    .openapi(part, async (c) => {
      const { ref } = await requireBatch(c, c.req.valid('param'));
      await putPart(c.env, ref, c.req.valid('param').n, await c.req.arrayBuffer());
      return c.json(shown(await getBatch(c.env.DB, ref)), 200);
    })
    .openapi(complete, async (c) => {
      const { ref } = await requireBatch(c, c.req.valid('param'));
      return c.json(shown(await completeBatch(c.env, ref)), 200);
    })
    .openapi(tasks, async (c) => {
      const { ref } = await requireBatch(c, c.req.valid('param'));
      const query = c.req.valid('query');
      return c.json(await listTasks(c.env.DB, ref, query.state, query), 200);
    })
    .openapi(results, async (c) => {
      const { ref, row } = await requireBatch(c, c.req.valid('param'));
      const headers = {
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="${ref.batch_id}.jsonl"`,
      };
      const work = await openWork(c.env, row);
      return new Response(resultLines(c.env, ref, work, c.req.valid('query').after), { headers });
    })
    .openapi(cancel, async (c) => {
      const { ref } = await requireBatch(c, c.req.valid('param'));
      const row = await cancelBatch(c.env, ref);
      await noted(c, 'batch.cancel', row.id);
      return c.json(shown(row), 200);
    })
    .openapi(resume, async (c) => {
      const { ref } = await requireBatch(c, c.req.valid('param'));
      return c.json(shown(await resumeBatch(c.env, ref, c.req.valid('json') ?? {})), 200);
    })
    .openapi(retry, async (c) => {
      const { ref } = await requireBatch(c, c.req.valid('param'));
      const { retried, row } = await retryDead(c.env, ref);
      return c.json({ retried, batch: shown(row) }, 200);
    });
}
