import { AssignmentQuery, Assignments } from '../../../schema/contracts/campaigns.ts';
import { assign } from '../campaigns/assign.ts';
import { requirePassed } from '../campaigns/check.ts';
import { raterOf, sentBy } from '../campaigns/cookies.ts';
import { requireInvited, requireRater } from '../campaigns/enter.ts';
import { requireOpenCampaign } from '../campaigns/require.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { completeRater } from '../store/raters.ts';

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
  const row = await requireRater(DB, rater);
  requireInvited(campaign, row.origin);
  requirePassed(campaign, row);
  const now = Date.now();
  const answer = await assign(DB, ASSAY_SECRET, rater, campaign, { count, skip: sentBy(c), now });
  if (answer.done && answer.rated > 0 && row.completed_at === null) await completeRater(DB, rater, now);
  return c.json(answer, 200);
});
