import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import { ResponseScores, ScoresQuery } from '../../../schema/contracts/response-scores.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { scoreMeans } from '../metrics/score-means.ts';
import { readScores } from '../store/scores.ts';

const scores = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/scores',
  tags: ['campaigns'],
  summary: 'How raters scored single responses, by model',
  description:
    'Means with 95 % intervals that resample raters. Empty for a campaign of pairs; gold comparisons are left out.',
  request: { params: z.object({ id: Id('campaign') }), query: ScoresQuery },
  responses: { 200: json(ResponseScores, 'Each model, best first.') },
});

/** Always the same seed: an interval changes with the ratings alone. */
const seed = 1;

export default router().openapi(scores, async (c) => {
  const { project_id } = actorOf(c);
  const { id: campaign_id } = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
  const { source, include_held, verified_only } = c.req.valid('query');
  const filter = { source, include_held: include_held === 'true', verified_only: verified_only === 'true' };
  const { sums, counts, sources } = await readScores(c.env.DB, { project_id, campaign_id }, filter);
  const models = [...scoreMeans(sums, { seed })].map(([model, mean]) => {
    const distribution = [1, 2, 3, 4, 5].map(
      (score) => counts.find((one) => one.model === model && one.score === score)?.count ?? 0,
    );
    return { model, mean, ratings: distribution.reduce((sum, count) => sum + count, 0), distribution };
  });
  models.sort((a, b) => (b.mean.value ?? 0) - (a.mean.value ?? 0) || (a.model < b.model ? -1 : 1));
  return c.json({ campaign_id, models, sources }, 200);
});
