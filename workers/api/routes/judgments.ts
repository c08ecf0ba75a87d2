import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Judgment, JudgmentCreate, JudgmentPage, JudgmentQuery } from '../../../schema/contracts/judges.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { judgeMany } from '../judging/judge.ts';
import { findJudge } from '../store/judges.ts';
import { findJudgment, insertJudgment, listJudgments } from '../store/judgments.ts';

const tags = ['judgments'];

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/judgments',
    tags,
    summary: 'Judge a response',
    request: { body: body(JudgmentCreate) },
    responses: { 201: json(Judgment, 'The judgment, stored in the ledger.') },
  },
  { creates: true },
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

export default router()
  .openapi(create, async (c) => {
    const { project_id } = actorOf(c);
    const { judge_id, ...request } = c.req.valid('json');
    const judge = await findJudge(c.env.DB, project_id, judge_id);
    if (!judge) throw new AssayError('not_found', `There is no judge ${judge_id} in this project.`);
    const [judged] = await judgeMany(c.env, judge, [request]);
    if (!judged) throw new AssayError('internal', 'The judge gave no verdict.');
    const head = { id: newId('judgment'), judge_id, judge_version: judge.version, mode: judge.mode };
    const judgment = { ...head, request, ...judged, created_at: Date.now() };
    await insertJudgment(c.env.DB, project_id, judgment);
    return c.json(judgment, 201);
  })
  .openapi(list, async (c) =>
    c.json(await listJudgments(c.env.DB, actorOf(c).project_id, c.req.valid('query'), c.req.valid('query')), 200),
  )
  .openapi(show, async (c) => {
    const { id } = c.req.valid('param');
    const judgment = await findJudgment(c.env.DB, actorOf(c).project_id, id);
    if (!judgment) throw new AssayError('not_found', `There is no judgment ${id} in this project.`);
    return c.json(judgment, 200);
  });
