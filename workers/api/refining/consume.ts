import type { RefinementRequest } from '../../../schema/contracts/refinements.ts';
import type { Env, RefinementMessage } from '../env.ts';
import { claimRefinement, findRefinement, listStalled, moveRefinement } from '../store/refinements.ts';
import { lease_ms } from './create.ts';
import { cleaned } from './keep.ts';
import { workOn } from './refine.ts';

/** How long one message works; the run then goes on in the next. */
const message_ms = 60_000;
/** Deliveries of one message before its refinement is given up; wrangler.toml's max_retries is one less. */
const max_deliveries = 4;

/** Reads queue `assay-refinements`: each message is a pointer to a refinement that is to go on. */
export async function consumeRefinements(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const { project_id, refinement_id: id } = message.body as RefinementMessage;
    const now = Date.now();
    try {
      const row = await claimRefinement(env.DB, { project_id, id }, now, now + lease_ms);
      const caller = { project_id, provider_keys: {} };
      if (row && !(await workOn(env, row, caller, { pause_at: now + message_ms })))
        await env.REFINEMENTS.send({ project_id, refinement_id: id });
      message.ack();
    } catch (error) {
      const attempt = message.attempts;
      console.error(JSON.stringify({ level: 'error', refinement_id: id, attempt, error: String(error) }));
      if (attempt >= max_deliveries) {
        await giveUpRefinement(env, message.body);
        message.ack();
      } else {
        await moveRefinement(env.DB, { project_id, id }, { lease_until: 0, updated_at: now });
        message.retry({ delaySeconds: 5 * attempt ** 2 });
      }
    }
  }
}

/** Ends a refinement that could not be worked on; of its texts is kept what the project wants kept. @param pointer a message of its queue */
export async function giveUpRefinement(env: Env, pointer: unknown): Promise<void> {
  const { project_id, refinement_id: id } = pointer as RefinementMessage;
  const at = { project_id, id };
  const row = await findRefinement(env.DB, at);
  if (!row || row.finished_at !== null) return;
  const now = Date.now();
  const end = { state: 'failed', message: 'It failed again and again on our side; start it anew.', finished_at: now };
  const kept = await cleaned(env, at, { request: row.request as unknown as RefinementRequest, result: null });
  await moveRefinement(env.DB, at, { ...kept, ...end, lease_until: 0, updated_at: now });
}

/** Sends the pointers of refinements on which nobody works any more. */
export async function sweepRefinements(env: Env, now: number): Promise<void> {
  for (const { project_id, id } of await listStalled(env.DB, now, 100))
    await env.REFINEMENTS.send({ project_id, refinement_id: id });
}
