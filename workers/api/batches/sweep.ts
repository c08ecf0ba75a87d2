import type { Env } from '../env.ts';
import { setLane } from '../store/batch-lanes.ts';
import { batchesIn, moveBatch } from '../store/batches.ts';
import { deleteParts } from './parts.ts';

/** A lane that should have gone on this long ago has lost its message, or ended before there was work again. */
const stuck_ms = 30_000;
const abandoned_ms = 7 * 86_400_000;
/** Batches looked at in one sweep; those not heard of for longest come first. */
const at_once = 50;

/** Sends lost queue messages again, and gives up batches whose sender has not come back for a week. */
export async function sweepBatches(env: Env, now: number): Promise<void> {
  for (const row of await batchesIn(env.DB, ['planning', 'running'], at_once)) {
    const ref = { project_id: row.project_id, batch_id: row.id };
    const stuck = row.settings.lanes.flatMap((until, lane) => (until + stuck_ms < now ? [{ ...ref, lane }] : []));
    if (stuck.length === 0) continue;
    // The time is moved first, so that the next sweep does not send it once more.
    await env.DB.batch(stuck.map((lane) => setLane(env.DB, lane, now)));
    await env.JUDGMENTS.sendBatch(stuck.map((body) => ({ body })));
  }
  for (const row of await batchesIn(env.DB, ['waiting'], at_once)) {
    if (row.updated_at > now - abandoned_ms) break;
    const ref = { project_id: row.project_id, batch_id: row.id };
    const message = 'No part came for a week.';
    if (await moveBatch(env.DB, ref, ['waiting'], { state: 'failed', message, finished_at: now, updated_at: now }))
      await deleteParts(env, ref);
  }
}
