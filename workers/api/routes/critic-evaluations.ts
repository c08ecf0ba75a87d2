import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import {
  CriticEvaluation,
  CriticEvaluationCreate,
  CriticEvaluationPage,
} from '../../../schema/contracts/critic-evaluations.ts';
import { createCriticEvaluation, requireCriticEvaluation } from '../critiquing/evaluating/evaluate.ts';
import { requireCritic } from '../critiquing/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { listCriticEvaluations } from '../store/critic-evaluations.ts';

const tags = ['critic evaluations'];
const params = z.object({ id: Id('critic') });

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/critics/{id}/evaluations',
    tags,
    summary: 'Measure a critic against annotated solutions, or the gain of revising by it',
    description:
      'First-error accuracy and F1 as ProcessBench defines them, and precision and recall of the steps called wrong. With `gain`, a model revises each response with the critique and without. A batch does the work; the evaluation is computed when that has ended.',
    request: { params, body: body(CriticEvaluationCreate) },
    responses: { 201: json(CriticEvaluation, 'The evaluation; watch its `state`.') },
  },
  { creates: true, body_limit: 5_000_000 },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/critics/{id}/evaluations',
  tags,
  summary: "List a critic's evaluations",
  request: { params, query: PageQuery },
  responses: { 200: json(CriticEvaluationPage, 'Evaluations, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/critic-evaluations/{id}',
  tags,
  summary: 'Read an evaluation of a critic',
  request: { params: z.object({ id: Id('critic_evaluation') }) },
  responses: { 200: json(CriticEvaluation, 'The evaluation.') },
});

export default router()
  .openapi(create, async (c) => {
    const actor = actorOf(c);
    const { project_id, key_id } = actor;
    const critic = await requireCritic(c.env.DB, project_id, c.req.valid('param').id);
    const evaluation = await createCriticEvaluation(c.env, actor, critic, c.req.valid('json'));
    const details = { evaluation_id: evaluation.id, measure: evaluation.measure, batch_id: evaluation.batch_id };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'critic.evaluate', subject: critic.id, details });
    return c.json(evaluation, 201);
  })
  .openapi(list, async (c) => {
    const { project_id } = actorOf(c);
    const critic = await requireCritic(c.env.DB, project_id, c.req.valid('param').id);
    return c.json(await listCriticEvaluations(c.env.DB, project_id, critic.id, c.req.valid('query')), 200);
  })
  .openapi(show, async (c) =>
    c.json(await requireCriticEvaluation(c.env, actorOf(c).project_id, c.req.valid('param').id), 200),
  );
