import { z } from 'zod';
import { Deleted, Id } from '../../../schema/contracts/common.ts';
import { Shadow, ShadowPut } from '../../../schema/contracts/shadows.ts';
import { AssayError } from '../../../schema/errors.ts';
import { requireCampaign } from '../campaigns/require.ts';
import type { Env } from '../env.ts';
import { beginShadow, refreshShadow, rollBack } from '../evaluating/shadow.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { requireJudge } from '../judging/require.ts';
import { forgetShadows } from '../judging/standing-by.ts';
import { audit } from '../store/audit.ts';
import { deleteShadow, findShadow, putShadow } from '../store/shadows.ts';

const tags = ['judges'];
const path = '/v1/judges/{id}/shadow';
const params = z.object({ id: Id('judge') });

const put = endpoint('judge', {
  method: 'put',
  path,
  tags,
  summary: 'Let a judge judge in the shadow of the one in use, until a sequential test promotes or rejects it',
  description:
    'It judges what `POST /v1/judgments` asks of the judge in use, after the answer is sent. Promoted, it answers in its place. Putting it anew begins the test anew.',
  request: { params, body: body(ShadowPut) },
  responses: { 200: json(Shadow, 'The shadow.') },
});
const show = endpoint('read', {
  method: 'get',
  path,
  tags,
  summary: 'Read what a judge has shown in the shadow',
  request: { params },
  responses: { 200: json(Shadow, 'The shadow with the test so far.') },
});
const roll_back = endpoint('judge', {
  method: 'post',
  path: `${path}/roll-back`,
  tags,
  summary: 'Take a promotion back',
  request: { params },
  responses: { 200: json(Shadow, 'Requests go to the judge that they name again.') },
});
const remove = endpoint('judge', {
  method: 'delete',
  path,
  tags,
  summary: 'Take a judge out of the shadow, with what it said there',
  request: { params },
  responses: { 200: json(Deleted, 'The shadow is gone; so is a promotion.') },
});

async function requireShadow(env: Env, project_id: string, id: string): Promise<Shadow> {
  const judge = await requireJudge(env.DB, project_id, id);
  const shadow = await findShadow(env.DB, project_id, judge.id);
  if (!shadow) throw new AssayError('not_found', `Judge ${id} stands in no shadow; PUT one.`);
  return shadow;
}

export default router()
  .openapi(put, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const judge = await requireJudge(c.env.DB, project_id, c.req.valid('param').id);
    const wanted = c.req.valid('json');
    const current = await requireJudge(c.env.DB, project_id, wanted.beside);
    if (wanted.against.kind === 'ratings') await requireCampaign(c.env.DB, project_id, wanted.against.campaign_id);
    const shadow = beginShadow(judge, current, wanted, Date.now());
    const before = await findShadow(c.env.DB, project_id, judge.id);
    await putShadow(c.env.DB, project_id, shadow);
    for (const id of new Set([current.id, before?.beside ?? current.id])) forgetShadows(project_id, id);
    await audit(c.env.DB, { project_id, actor: key_id, action: 'judge.shadow', subject: judge.id, details: wanted });
    return c.json(shadow, 200);
  })
  .openapi(show, async (c) => {
    const { project_id } = actorOf(c);
    const shadow = await requireShadow(c.env, project_id, c.req.valid('param').id);
    return c.json(await refreshShadow(c.env, project_id, shadow, Date.now()), 200);
  })
  .openapi(roll_back, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const shadow = await requireShadow(c.env, project_id, c.req.valid('param').id);
    return c.json(await rollBack(c.env, project_id, shadow, key_id, Date.now()), 200);
  })
  .openapi(remove, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { judge_id, beside } = await requireShadow(c.env, project_id, c.req.valid('param').id);
    await deleteShadow(c.env.DB, project_id, judge_id);
    forgetShadows(project_id, beside);
    await audit(c.env.DB, { project_id, actor: key_id, action: 'judge.unshadow', subject: judge_id });
    return c.json({ id: judge_id, deleted: true as const }, 200);
  });
