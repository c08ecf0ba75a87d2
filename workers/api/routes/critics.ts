import { z } from 'zod';
import { Id, PageQuery } from '../../../schema/contracts/common.ts';
import { Critic, CriticCreate, CriticPage } from '../../../schema/contracts/critics.ts';
import { CritiqueReplay, CritiqueReplayCreate } from '../../../schema/contracts/critique-replays.ts';
import { newId } from '../../../schema/ids.ts';
import { stepsJudge } from '../critiquing/judge-member.ts';
import { promptsOf } from '../critiquing/plan.ts';
import { replayCritique } from '../critiquing/replay.ts';
import { requireCritic } from '../critiquing/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { checkProvider } from '../providers/index.ts';
import { audit } from '../store/audit.ts';
import { insertCritic, listCritics } from '../store/critics.ts';
import { listCritiques } from '../store/critiques.ts';

const tags = ['critics'];
const params = z.object({ id: Id('critic') });

const create = endpoint(
  'judge',
  {
    method: 'post',
    path: '/v1/critics',
    tags,
    summary: 'Create a critic, or the next version of one by the same name',
    request: { body: body(CriticCreate) },
    responses: { 201: json(Critic, 'The critic; it never changes from here on.') },
  },
  { creates: true },
);
const list = endpoint('read', {
  method: 'get',
  path: '/v1/critics',
  tags,
  summary: 'List critics',
  request: { query: PageQuery },
  responses: { 200: json(CriticPage, 'Critics, newest first.') },
});
const show = endpoint('read', {
  method: 'get',
  path: '/v1/critics/{id}',
  tags,
  summary: 'Read a critic',
  request: { params },
  responses: { 200: json(Critic, 'The critic.') },
});
const replay = endpoint('judge', {
  method: 'post',
  path: '/v1/critics/{id}/replays',
  tags,
  summary: 'Read and fold critiques of the ledger again under this critic',
  description:
    'Shows what a change of reader, arithmetic or rule would change. No model is called and nothing is written.',
  request: { params, body: body(CritiqueReplayCreate) },
  responses: { 200: json(CritiqueReplay, 'Old and new results, a page of them.') },
});
export default router()
  .openapi(create, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const wanted = c.req.valid('json');
    promptsOf(wanted);
    for (const member of wanted.panel) {
      if (member.kind === 'judge') await stepsJudge(c.env.DB, project_id, member.judge_id);
      else if (member.kind !== 'arithmetic') await checkProvider(c.env, member, actorOf(c));
    }
    const critic = await insertCritic(c.env.DB, project_id, newId('critic'), wanted, Date.now());
    const details = { name: critic.name, version: critic.version };
    await audit(c.env.DB, { project_id, actor: key_id, action: 'critic.create', subject: critic.id, details });
    return c.json(critic, 201);
  })
  .openapi(list, async (c) => c.json(await listCritics(c.env.DB, actorOf(c).project_id, c.req.valid('query')), 200))
  .openapi(show, async (c) =>
    c.json(await requireCritic(c.env.DB, actorOf(c).project_id, c.req.valid('param').id), 200),
  )
  .openapi(replay, async (c) => {
    const { project_id } = actorOf(c);
    const { from_critic_id, limit, cursor } = c.req.valid('json');
    const critic = await requireCritic(c.env.DB, project_id, c.req.valid('param').id);
    const origin = await requireCritic(c.env.DB, project_id, from_critic_id ?? critic.id);
    const page = await listCritiques(c.env, project_id, { limit, cursor }, { critic_id: origin.id });
    const data = page.data.map((critique) => replayCritique(critic, origin, critique));
    return c.json({ data, next_cursor: page.next_cursor }, 200);
  });
