import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { reviveTasks } from '../store/batch-tasks.ts';
import { type BatchRef, type BatchRow, getBatch, moveBatch } from '../store/batches.ts';
import { sendLanes } from './plan.ts';

/** Dead tasks made pending by one statement, so that none holds the database for long. */
const at_once = 5000;

/** Stops a batch; what is being judged just now is still kept. @throws AssayError `conflict` where it is over */
export async function cancelBatch(env: Env, ref: BatchRef): Promise<BatchRow> {
  const now = Date.now();
  const message = 'Cancelled; resume it to go on.';
  const open = ['waiting', 'planning', 'running', 'stalled', 'ceiling'] as const;
  const moved = await moveBatch(env.DB, ref, [...open], { state: 'cancelled', message, updated_at: now });
  if (moved) return moved;
  const row = await getBatch(env.DB, ref);
  if (row.state === 'cancelled') return row;
  throw new AssayError('conflict', `Batch ${row.id} is ${row.state} and cannot be cancelled any more.`);
}

/** Lets a batch that was stopped go on. @throws AssayError `conflict` where it was not, or its ceiling is still reached */
export async function resumeBatch(
  env: Env,
  ref: BatchRef,
  given: { cost_ceiling?: number | null | undefined },
): Promise<BatchRow> {
  const row = await getBatch(env.DB, ref);
  const cost_ceiling = given.cost_ceiling === undefined ? row.cost_ceiling : given.cost_ceiling;
  if (!['cancelled', 'ceiling', 'stalled'].includes(row.state))
    throw new AssayError('conflict', `Batch ${row.id} is ${row.state}; only one that was stopped can be resumed.`);
  if (cost_ceiling !== null && row.cost >= cost_ceiling)
    throw new AssayError('conflict', `Batch ${row.id} has cost ${row.cost}; give a cost_ceiling above that, or null.`);
  return start(env, ref, row, cost_ceiling);
}

/** Tries dead tasks again; a batch that was done runs again. @throws AssayError `conflict` while it is not planned yet */
export async function retryDead(env: Env, ref: BatchRef): Promise<{ retried: number; row: BatchRow }> {
  const row = await getBatch(env.DB, ref);
  if (['waiting', 'planning', 'failed'].includes(row.state))
    throw new AssayError('conflict', `Batch ${row.id} is ${row.state}; there is nothing to try again.`);
  let retried = 0;
  for (let some = at_once; some === at_once; retried += some) some = await reviveTasks(env.DB, ref, at_once);
  const seen = await getBatch(env.DB, ref);
  if (retried === 0 || seen.state !== 'done') return { retried, row: seen };
  return { retried, row: await start(env, ref, seen, seen.cost_ceiling) };
}

async function start(env: Env, ref: BatchRef, row: BatchRow, cost_ceiling: number | null): Promise<BatchRow> {
  const now = Date.now();
  // Before planning has begun, an upload may still lack parts.
  const begun = row.total > 0 || row.plan_cursor !== null;
  const next = begun && row.plan_cursor === null ? 'running' : 'planning';
  const state = row.source.kind === 'upload' && !begun ? 'waiting' : next;
  const lanes = row.settings.lanes.map(() => now);
  const run = { lanes, refused_since: null, run_at: now, run_from: row.done + row.dead };
  const moved = await moveBatch(env.DB, ref, [row.state], {
    state,
    message: null,
    finished_at: null,
    cost_ceiling,
    settings: { ...row.settings, ...run },
    updated_at: now,
  });
  if (moved && moved.state !== 'waiting') await sendLanes(env, ref, lanes.length);
  return moved ?? getBatch(env.DB, ref);
}
