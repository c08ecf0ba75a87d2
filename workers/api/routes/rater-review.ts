import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import {
  OwnFigures,
  OwnFiguresQuery,
  ReportResolve,
  ReportResolved,
  ReviewQueue,
} from '../../../schema/contracts/rater-quality.ts';
import { raterOf } from '../campaigns/cookies.ts';
import { ownFigures } from '../campaigns/quality/own.ts';
import { currentQuality } from '../campaigns/quality/refresh.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { audit } from '../store/audit.ts';
import { countRaters, listRaters } from '../store/rater-quality.ts';
import { listReported, resolveReports } from '../store/reported.ts';

const params = z.object({ id: Id('campaign') });
/** What one page of the queue holds of each kind; deciding brings up the rest. */
const limit = 100;

const review = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/review',
  tags: ['campaigns'],
  summary: 'What waits for a decision: flagged raters and reported comparisons',
  request: { params },
  responses: { 200: json(ReviewQueue, 'The queue.') },
});

const resolve = endpoint('campaigns', {
  method: 'patch',
  path: '/v1/campaigns/{id}/reports/{comparison_id}',
  tags: ['campaigns'],
  summary: 'Mark the reports of a comparison as seen to',
  request: { params: params.extend({ comparison_id: Id('comparison') }), body: body(ReportResolve) },
  responses: { 200: json(ReportResolved, 'How many reports were open.') },
});

const own = endpoint('public', {
  method: 'get',
  path: '/v1/rater',
  tags: ['rating'],
  summary: "The rater's own figures in a campaign",
  description: 'For whoever holds the session of the rating page.',
  request: { query: OwnFiguresQuery },
  responses: { 200: json(OwnFigures, 'How many ratings, how long, and how far others agree.') },
});

export default router()
  .openapi(review, async (c) => {
    const { project_id } = actorOf(c);
    const campaign = await requireCampaign(c.env.DB, project_id, c.req.valid('param').id);
    const place = { project_id, campaign_id: campaign.id };
    await currentQuality(c.env.DB, project_id, campaign, Date.now());
    const { data: raters } = await listRaters(c.env.DB, place, { sort: 'suspicion', state: 'flagged', limit });
    const rater_count = await countRaters(c.env.DB, place, 'flagged');
    const { count: report_count, reports } = await listReported(c.env.DB, place, limit);
    return c.json({ rater_count, raters, report_count, reports }, 200);
  })
  .openapi(resolve, async (c) => {
    const { project_id, key_id } = actorOf(c);
    const { id, comparison_id } = c.req.valid('param');
    await requireCampaign(c.env.DB, project_id, id);
    const resolved = await resolveReports(c.env.DB, { project_id, campaign_id: id }, comparison_id, Date.now());
    if (resolved > 0) {
      const details = { comparison_id, reports: resolved };
      await audit(c.env.DB, { project_id, actor: key_id, action: 'reports.resolve', subject: id, details });
    }
    return c.json({ comparison_id, resolved }, 200);
  })
  .openapi(own, async (c) => {
    const { project_id, campaign_id, rater_id } = await raterOf(c, c.req.valid('query').campaign_id);
    return c.json(await ownFigures(c.env.DB, { project_id, campaign_id }, rater_id), 200);
  });
