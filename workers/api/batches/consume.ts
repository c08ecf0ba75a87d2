import { z } from 'zod';
import { AssayError } from '../../../schema/errors.ts';
import type { Env } from '../env.ts';
import { claimLane, type Lane, setLane } from '../store/batch-lanes.ts';
import { moveBatch } from '../store/batches.ts';
import { lane_ms, max_deliveries } from './limits.ts';
import { planSome } from './plan.ts';
import { runSome } from './run.ts';
import { openWork } from './works.ts';

const Pointer = z.object({ project_id: z.string(), batch_id: z.string(), lane: z.int().min(0) });

/** Reads queue `assay-judgments`: each message is a pointer to a lane of a batch, which is moved on by one message's worth. */
export async function consumeJudgments(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const pointer = Pointer.safeParse(message.body);
    if (!pointer.success) {
      message.ack();
      continue;
    }
    try {
      await workLane(env, pointer.data);
      message.ack();
    } catch (error) {
      const { batch_id } = pointer.data;
      console.error(
        JSON.stringify({
          level: 'error',
          queue: batch.queue,
          batch_id,
          attempt: message.attempts,
          error: String(error),
        }),
      );
      if (await giveUp(env, pointer.data, error, message.attempts)) message.ack();
      else message.retry({ delaySeconds: 5 * message.attempts ** 2 });
    }
  }
}

/** Moves a lane on. Delivered twice, killed midway, or late: the lane's time and the tasks' leases in D1 decide. */
async function workLane(env: Env, lane: Lane): Promise<void> {
  const started = Date.now();
  const claimed = await claimLane(env.DB, lane, started, started + lane_ms);
  if (!claimed) return;
  const work = await openWork(env, claimed);
  const row = await planSome(env, claimed, work, started);
  const rest =
    row?.state === 'running' ? await runSome(env, row, work, lane, started) : row?.state === 'planning' ? 0 : null;
  // A lane that ends is left to the sweep, which finds it free where there is work again.
  await setLane(env.DB, lane, Date.now() + (rest ?? 0)).run();
  if (rest !== null) await env.JUDGMENTS.send(lane, { delaySeconds: Math.ceil(rest / 1000) });
}

/** Frees the lane after a failure, and stops the batch where that cannot help. @returns whether the message is done with */
async function giveUp(env: Env, lane: Lane, error: unknown, deliveries: number): Promise<boolean> {
  const now = Date.now();
  if (error instanceof AssayError && error.code !== 'internal') {
    await moveBatch(env.DB, lane, ['planning'], { state: 'failed', message: error.message, finished_at: now });
    await moveBatch(env.DB, lane, ['running'], { state: 'stalled', message: error.message, updated_at: now });
    return true;
  }
  await setLane(env.DB, lane, now).run();
  if (deliveries < max_deliveries) return false;
  await giveUpBatch(env, lane);
  return true;
}

/** Stops a batch that could not be worked on; what it has is kept, and it may be resumed. @param pointer a message of its queue */
export async function giveUpBatch(env: Env, pointer: unknown): Promise<void> {
  const lane = Pointer.safeParse(pointer).data;
  if (!lane) return;
  const now = Date.now();
  const message = 'Working on it failed again and again on our side; resume it later.';
  await moveBatch(env.DB, lane, ['planning', 'running'], { state: 'stalled', message, updated_at: now });
}
