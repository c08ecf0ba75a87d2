import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Judge, JudgeCreate, JudgeCreateQuery, JudgePage, JudgeQuery } from '../../../schema/contracts/judges.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { checkCalibration } from '../judging/calibrated.ts';
import { checkEdgeJudge } from '../judging/edge.ts';
import { checkEscalation } from '../judging/escalate.ts';
import { promptOf } from '../judging/prompt.ts';
import { isSameJudge } from '../judging/same-judge.ts';
import { checkProvider, resolveProvider } from '../providers/index.ts';
import { audit } from '../store/audit.ts';
import { findJudge, findNewestJudge, insertJudge, listJudges } from '../store/judges.ts';

const tags = ['judges'];

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/judges',
    tags,
    summary: 'Create a judge, or the next version of one by the same name',
    request: { query: JudgeCreateQuery, body: body(JudgeCreate) },
    responses: {
      200: json(Judge, 'With `unchanged=keep`: the newest judge by this name, made of the same.'),
      201: json(Judge, 'The judge; it never changes from here on.'),
    },
  },
  { creates: true },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/judges',
  tags,
  summary: 'List judges',
  request: { query: PageQuery.extend(JudgeQuery.shape) },
  responses: { 200: json(JudgePage, 'Judges, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/judges/{id}',
  tags,
  summary: 'Read a judge',
  request: { params: z.object({ id: Id('judge') }) },
  responses: { 200: json(Judge, 'The judge.') },
});

export default router()
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const asked = c.req.valid('json');
    promptOf(asked);
    checkEdgeJudge(asked);
    const members = asked.panel ?? (asked.provider ? [asked.provider] : []);
    for (const member of members) await checkProvider(c.env, member, actorOf(c));
    const panel = await Promise.all(members.map((member) => resolveProvider(c.env, member, actorOf(c))));
    const { provider: _, ...rest } = asked;
    const wanted: JudgeCreate = { ...rest, panel };
    await checkEscalation(c.env.DB, project_id, wanted);
    await checkCalibration(c.env.DB, project_id, wanted);
    const newest =
      c.req.valid('query').unchanged === 'keep' ? await findNewestJudge(c.env.DB, project_id, wanted.name) : undefined;
    if (newest && isSameJudge(newest, wanted)) return c.json(newest, 200);
    const judge = await insertJudge(c.env.DB, project_id, newId('judge'), wanted, Date.now());
    const details = { name: judge.name, version: judge.version };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'judge.create', subject: judge.id, details });
    return c.json(judge, 201);
  })
  .openapi(list, async (c) => c.json(await listJudges(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(show, async (c) => {
    const { id } = c.req.valid('param');
    const judge = await findJudge(c.env.DB, actorOf(c).project_id, id);
    if (!judge) throw new AssayError('not_found', `There is no judge ${id} in this project.`);
    return c.json(judge, 200);
  });
