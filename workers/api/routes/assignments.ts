import { AssignmentQuery, Assignments } from '../../../schema/contracts/campaigns.ts';
import { requirePassed } from '../campaigns/check.ts';
import { raterOf } from '../campaigns/cookies.ts';
import { requireInvited, requireRater } from '../campaigns/enter.ts';
import { handOut } from '../campaigns/hand-out.ts';
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
  const { count, campaign_id } = c.req.valid('query');
  const rater = await raterOf(c, campaign_id);
  const campaign = await requireOpenCampaign(c.env.DB, rater.project_id, rater.campaign_id);
  const row = await requireRater(c.env.DB, rater);
  requireInvited(campaign, row.origin);
  requirePassed(campaign, row);
  return c.json(await handOut(c, campaign, row, count), 200);
});
