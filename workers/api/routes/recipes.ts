import { PageQuery } from '../../../schema/contracts/common.ts';
import { RecipePage, RunnerPage } from '../../../schema/contracts/jobs.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { recipes } from '../jobs/recipes.ts';
import { toNamedPage } from '../store/page.ts';
import { listRunners } from '../store/runners.ts';

const tags = ['jobs'];

const list = endpoint('read', {
  method: 'get',
  path: '/v1/recipes',
  tags,
  summary: 'List the recipes with the JSON Schema of their parameters',
  request: { query: PageQuery },
  responses: { 200: json(RecipePage, 'Recipes, by name.') },
});
const runners = endpoint('read', {
  method: 'get',
  path: '/v1/runners',
  tags,
  summary: 'List the runners that have asked for work',
  request: { query: PageQuery },
  responses: { 200: json(RunnerPage, 'Runners, by name.') },
});

export default router()
  .openapi(list, (c) => {
    const { limit, cursor = '' } = c.req.valid('query');
    return c.json(
      toNamedPage(
        recipes.filter(({ name }) => name > cursor),
        limit,
      ),
      200,
    );
  })
  .openapi(runners, async (c) =>
    c.json(await listRunners(c.env.DB, actorOf(c).project_id, c.req.valid('query'), Date.now()), 200),
  );
