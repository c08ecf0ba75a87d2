import { z } from 'zod';
import { CascadeQuery, CascadeReport } from '../../../schema/contracts/cascades.ts';
import { Id } from '../../../schema/contracts/common.ts';
import { cascadeReport } from '../evaluating/cascade.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { requireJudge } from '../judging/require.ts';

const show = endpoint('read', {
  method: 'get',
  path: '/v1/judges/{id}/cascade',
  tags: ['judges'],
  summary: 'Read what a judge that escalates has saved against asking the judge above always, and at what risk',
  request: { params: z.object({ id: Id('judge') }), query: CascadeQuery },
  responses: { 200: json(CascadeReport, 'Shares, risk, money and time, from the ledger.') },
});

export default router().openapi(show, async (c) => {
  const { project_id } = actorOf(c);
  const judge = await requireJudge(c.env.DB, project_id, c.req.valid('param').id);
  return c.json(await cascadeReport(c.env.DB, project_id, judge, c.req.valid('query').since), 200);
});
