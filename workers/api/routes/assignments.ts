import { AssignmentQuery, Assignments } from '../../../schema/contracts/campaigns.ts';
import { assign } from '../campaigns/assign.ts';
import { raterOf, sentBy } from '../campaigns/cookies.ts';
import { requireOpenCampaign } from '../campaigns/require.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';

const list = endpoint('public', {
  method: 'get',
  path: '/v1/assignments',
  tags: ['rating'],
  summary: 'The next comparisons for this rater',
  request: { query: AssignmentQuery },
  responses: { 200: json(Assignments, 'Comparisons with the token that a rating of each needs.') },
});

export default router().openapi(list, async (c) => {
  const { DB, ASSAY_SECRET } = c.env;
  const { count, campaign_id } = c.req.valid('query');
  const rater = await raterOf(c, campaign_id);
  const campaign = await requireOpenCampaign(DB, rater.project_id, rater.campaign_id);
  const ask = { count, skip: sentBy(c), now: Date.now() };
  return c.json(await assign(DB, ASSAY_SECRET, rater, campaign, ask), 200);
});
