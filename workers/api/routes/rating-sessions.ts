import { RatingSession, RatingSessionCreate } from '../../../schema/contracts/campaigns.ts';
import { RatingCheckCreate, RatingCheckResult } from '../../../schema/contracts/rating-sessions.ts';
import { passChallenge } from '../campaigns/challenge.ts';
import { answerCheck, checkFor } from '../campaigns/check.ts';
import { raterOf, rememberRater } from '../campaigns/cookies.ts';
import { enterCampaign, requireRater } from '../campaigns/enter.ts';
import { handOut } from '../campaigns/hand-out.ts';
import { progressNow } from '../campaigns/progress.ts';
import { requireOpenCampaign } from '../campaigns/require.ts';
import { readInvitation } from '../campaigns/tokens.ts';
import { requireSameSite } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';

const tags = ['rating'];

const create = endpoint('public', {
  method: 'post',
  path: '/v1/rating-sessions',
  tags,
  summary: 'Begin or continue to rate in a campaign',
  description:
    'Sets the cookie that names the rater in this campaign; who comes back with it stays the same rater, and so does who opens the same personal invitation, or comes as the same participant, elsewhere.',
  request: { body: body(RatingSessionCreate) },
  responses: { 201: json(RatingSession, 'The campaign, and how far this rater is.') },
});

const check = endpoint('public', {
  method: 'post',
  path: '/v1/rating-sessions/checks',
  tags,
  summary: "Answer a campaign's questions about its instructions",
  description: 'Two tries; who fails both is handed no comparison.',
  request: { body: body(RatingCheckCreate) },
  responses: { 200: json(RatingCheckResult, 'Whether it was passed, and what was wrong.') },
});

export default router()
  .openapi(create, async (c) => {
    requireSameSite(c);
    const { invitation, participant, turnstile_token, count } = c.req.valid('json');
    const place = await readInvitation(c.env.ASSAY_SECRET, invitation);
    const { project_id, campaign_id } = place;
    const campaign = await requireOpenCampaign(c.env.DB, project_id, campaign_id);
    await passChallenge(c, campaign, place, turnstile_token);
    const row = await enterCampaign(c, campaign, place, participant);
    const rater = { project_id, campaign_id, rater_id: row.id };
    await rememberRater(c, rater);
    const check = checkFor(campaign, row);
    const ready = check?.passed !== false && (campaign.recruitment === null || participant !== '');
    const next = ready && count > 0 ? await handOut(c, campaign, row, count) : null;
    const { rated, total, completion } = next ?? (await progressNow(c.env.DB, rater, campaign));
    const session: RatingSession = {
      rater_id: row.id,
      campaign: RatingSession.shape.campaign.parse(campaign),
      ...{ rated, total, completion },
      check,
      participant_parameter: campaign.recruitment?.participant_parameter ?? null,
      next,
    };
    return c.json(session, 201);
  })
  .openapi(check, async (c) => {
    requireSameSite(c);
    const { campaign_id, answers } = c.req.valid('json');
    const rater = await raterOf(c, campaign_id);
    const campaign = await requireOpenCampaign(c.env.DB, rater.project_id, campaign_id);
    const row = await requireRater(c.env.DB, rater);
    return c.json(await answerCheck(c.env.DB, campaign, row, answers, Date.now()), 200);
  });
