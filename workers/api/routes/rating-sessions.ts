import { RatingSession, RatingSessionCreate } from '../../../schema/contracts/campaigns.ts';
import { newId } from '../../../schema/ids.ts';
import { rememberRater, returningRater } from '../campaigns/cookies.ts';
import { requireOpenCampaign } from '../campaigns/require.ts';
import { readInvitation } from '../campaigns/tokens.ts';
import { requireSameSite } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { countProgress } from '../store/comparisons.ts';

const create = endpoint('public', {
  method: 'post',
  path: '/v1/rating-sessions',
  tags: ['rating'],
  summary: 'Begin or continue to rate in a campaign',
  description: 'Sets the cookie that names the rater in this campaign; who comes back with it stays the same rater.',
  request: { body: body(RatingSessionCreate) },
  responses: { 201: json(RatingSession, 'The campaign, and how far this rater is.') },
});

export default router().openapi(create, async (c) => {
  requireSameSite(c);
  const { project_id, campaign_id } = await readInvitation(c.env.ASSAY_SECRET, c.req.valid('json').invitation);
  const campaign = await requireOpenCampaign(c.env.DB, project_id, campaign_id);
  const known = await returningRater(c, { project_id, campaign_id });
  const rater_id = known?.rater_id ?? newId('rater');
  const rater = { project_id, campaign_id, rater_id };
  await rememberRater(c, rater);
  const progress = await countProgress(c.env.DB, rater, rater_id, campaign.overlap);
  return c.json({ rater_id, campaign: RatingSession.shape.campaign.parse(campaign), ...progress }, 201);
});
