import { RecipeList, RunnerList } from '../../../schema/contracts/jobs.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { recipes } from '../jobs/recipes.ts';
import { listRunners } from '../store/runners.ts';

const tags = ['jobs'];

const list = endpoint('read', {
  method: 'get',
  path: '/v1/recipes',
  tags,
  summary: 'List the recipes with the JSON Schema of their parameters',
  responses: { 200: json(RecipeList, 'Recipes.') },
});
const runners = endpoint('read', {
  method: 'get',
  path: '/v1/runners',
  tags,
  summary: 'List the runners that have asked for work',
  responses: { 200: json(RunnerList, 'Runners, the most recently heard first.') },
});

export default router()
  .openapi(list, (c) => c.json({ data: recipes }, 200))
  .openapi(runners, async (c) => c.json({ data: await listRunners(c.env.DB, actorOf(c).project_id, Date.now()) }, 200));
