import type { Context } from 'hono';
import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Judgment, JudgmentCreate, JudgmentPage, JudgmentQuery } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { events, wantsEvents } from '../http/event-stream.ts';
import { router } from '../http/router.ts';
import { type Bench, checkRequest } from '../judging/judge.ts';
import { makeJudgment } from '../judging/judgment.ts';
import { keepJudgments } from '../judging/keep.ts';
import { emptied } from '../judging/redact.ts';
import { requireJudge } from '../judging/require.ts';
import { answeringJudge, judgeInShadow } from '../judging/standing-by.ts';
import { audit } from '../store/audit.ts';
import { findJudgment, listJudgments, replaceJudgment } from '../store/judgments.ts';

const tags = ['judgments'];

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/judgments',
    tags,
    summary: 'Judge a response',
    description:
      'With `Accept: text/event-stream` the answer is a stream: an event `reading` for each reading as it comes, then `judgment`, or `problem`.',
    request: { body: body(JudgmentCreate) },
    responses: { 201: json(Judgment, 'The judgment, stored in the ledger.') },
  },
  { creates: true, body_limit: 5_000_000 },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/judgments',
  tags,
  summary: 'List judgments',
  request: { query: PageQuery.extend(JudgmentQuery.shape) },
  responses: { 200: json(JudgmentPage, 'Judgments, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/judgments/{id}',
  tags,
  summary: 'Read a judgment',
  request: { params: z.object({ id: Id('judgment') }) },
  responses: { 200: json(Judgment, 'The judgment.') },
});
const redact = endpoint('admin', {
  method: 'post',
  path: '/v1/judgments/{id}/redact',
  tags,
  summary: 'Empty a judgment of its texts',
  description: 'Request, replies and reasons go for good; verdict, counts and times stay.',
  request: { params: z.object({ id: Id('judgment') }) },
  responses: { 200: json(Judgment, 'The judgment as it is kept from here on.') },
});

async function requireJudgment(c: Context<AppEnv>, id: string): Promise<Judgment> {
  const judgment = await findJudgment(c.env, actorOf(c).project_id, id);
  if (!judgment) throw new AssayError('not_found', `There is no judgment ${id} in this project.`);
  return judgment;
}

async function judgeAndKeep(c: Context<AppEnv>, asked: JudgmentCreate, on_reading?: Bench['on_reading']) {
  const { project_id } = actorOf(c);
  const { judge_id, cache, provider_keys = {}, ...request } = asked;
  const judge = await answeringJudge(c.env.DB, project_id, await requireJudge(c.env.DB, project_id, judge_id));
  const bench = { env: c.env, caller: { project_id, provider_keys }, ...(on_reading ? { on_reading } : {}) };
  const made = await makeJudgment(bench, judge, request, { cache });
  const [kept] = await keepJudgments(c.env, project_id, [made]);
  const judgment = kept ?? made.judgment;
  // From what was asked: the ledger may have redacted it.
  c.executionCtx.waitUntil(judgeInShadow({ env: bench.env, caller: bench.caller }, judge, made.judgment));
  return judgment;
}

export default router()
  .openapi(create, async (c) => {
    const asked = c.req.valid('json');
    if (!wantsEvents(c)) return c.json(await judgeAndKeep(c, asked), 201);
    // What can be refused before the first call is refused as any request is.
    const { judge_id, cache: _, provider_keys: __, ...request } = asked;
    checkRequest(await requireJudge(c.env.DB, actorOf(c).project_id, judge_id), request);
    return events(c, async (send) => {
      await send('judgment', await judgeAndKeep(c, asked, (reading) => void send('reading', reading)));
    }) as never;
  })
  .openapi(list, async (c) =>
    c.json(await listJudgments(c.env, actorOf(c).project_id, c.req.valid('query'), c.req.valid('query')), 200),
  )
  .openapi(show, async (c) => c.json(await requireJudgment(c, c.req.valid('param').id), 200))
  .openapi(redact, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const judgment = await requireJudgment(c, c.req.valid('param').id);
    const empty = judgment.redacted_at === null ? emptied(judgment, Date.now()) : judgment;
    if (judgment.redacted_at === null) await replaceJudgment(c.env, project_id, empty);
    await audit(c.env.DB, { project_id, actor: key_id, action: 'judgment.redact', subject: judgment.id, details: {} });
    return c.json(empty, 200);
  });
