import { z } from 'zod';
import { CampaignLive } from '../../../schema/contracts/campaign-live.ts';
import { Id } from '../../../schema/contracts/common.ts';
import { requireCampaign } from '../campaigns/require.ts';
import { actorOf } from '../http/access.ts';
import { endpoint, json } from '../http/endpoint.ts';
import { events, wantsEvents } from '../http/event-stream.ts';
import { router } from '../http/router.ts';
import { findCampaignBasics } from '../store/campaigns.ts';
import { readLive, readLiveTotals } from '../store/live.ts';
import { readArrival } from '../store/rated-rows.ts';

/** How often a stream looks, and how long it lasts before its reader opens the next one. */
const poll_ms = 2_000;
const stream_ms = 240_000;
/** The totals are counted anew when ratings came in, and every so often; where comparisons and raters are many less often, for each is a row read. */
const count_ms = 10_000;
const rows_a_ms = 5;

const live = endpoint('read', {
  method: 'get',
  path: '/v1/campaigns/{id}/live',
  tags: ['campaigns'],
  summary: 'How a campaign stands at this moment',
  description:
    'With `Accept: text/event-stream` the answer is a stream of `event: live`, whenever something changed, until the campaign is closed or for four minutes.',
  request: { params: z.object({ id: Id('campaign') }) },
  responses: { 200: json(CampaignLive, 'Counts and pace.') },
});

export default router().openapi(live, async (c) => {
  const db = c.env.DB;
  const { project_id } = actorOf(c);
  const { id: campaign_id } = c.req.valid('param');
  const place = { project_id, campaign_id };
  const campaign = await requireCampaign(db, project_id, campaign_id);
  if (!wantsEvents(c)) return c.json(await readLive(db, place, campaign, await readLiveTotals(db, place)), 200);
  return events(c, async (send, stream) => {
    const until = Date.now() + stream_ms;
    let totals = await readLiveTotals(db, place);
    let [counted, counted_at, shown] = [-1, Date.now(), ''];
    while (!stream.aborted && Date.now() < until) {
      const now = await findCampaignBasics(db, project_id, campaign_id);
      if (!now) return;
      const { arrival } = await readArrival(db, place);
      const age = Date.now() - counted_at;
      if (age >= (totals.comparisons + totals.raters) / rows_a_ms && (arrival !== counted || age >= count_ms)) {
        totals = await readLiveTotals(db, place);
        [counted, counted_at] = [arrival, Date.now()];
      }
      const { at, ...standing } = await readLive(db, place, now, totals);
      const text = JSON.stringify(standing);
      if (text !== shown) await send('live', { ...standing, at });
      else await stream.write(': nothing new\n\n');
      shown = text;
      if (now.state === 'closed') return;
      await stream.sleep(poll_ms);
    }
  }) as never;
});
