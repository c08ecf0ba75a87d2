import type { Env } from '../env.ts';
import { dropDeliveries, emit, findDue, findUntold, putMark } from '../store/webhooks.ts';

const per_run = 500;
/** Deliveries are kept for so long. */
const kept_ms = 30 * 86_400_000;

/** The cron's part: tells of new ratings, once a minute at most, and sends what is due. */
export async function sweepWebhooks(env: Env, now: number): Promise<void> {
  for (const { project_id, campaign_id, arrival, added } of await findUntold(env.DB, per_run)) {
    await emit(env.DB, project_id, 'campaign.ratings', { campaign_id, added, ratings: arrival });
    await putMark(env.DB, project_id, campaign_id, arrival);
  }
  // What was just written down is due as well.
  for (const place of await findDue(env.DB, Date.now(), per_run)) {
    const { project_id, webhook_id, id } = place;
    await env.WEBHOOKS.send({ project_id, webhook_id, id });
  }
  await dropDeliveries(env.DB, now - kept_ms);
}
