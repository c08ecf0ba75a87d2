import { giveUpBatch } from './batches/consume.ts';
import { keepDeadRating } from './campaigns/dead-rating.ts';
import type { Env } from './env.ts';
import { giveUpUpload } from './imports/consumer.ts';
import { giveUpJob } from './jobs/dispatch.ts';
import { giveUpRefinement } from './refining/consume.ts';

type GiveUp = (env: Env, body: unknown, message_id: string) => Promise<void>;

/**
 * What becomes of what a queue gave up on: one line each. A message comes here when its invocation was killed again and again
 * (memory, CPU time), for what fails by an exception gives itself up before.
 */
const dead: Record<string, GiveUp> = {
  'assay-imports-dead': giveUpUpload,
  'assay-jobs-dead': giveUpJob,
  'assay-judgments-dead': giveUpBatch,
  'assay-ratings-dead': keepDeadRating,
  'assay-refinements-dead': giveUpRefinement,
};

async function consumeDead(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  for (const message of batch.messages) {
    const details = { queue: batch.queue, message_id: message.id, attempt: message.attempts };
    try {
      await dead[batch.queue]?.(env, message.body, message.id);
      console.error(JSON.stringify({ level: 'error', event: 'dead_letter', ...details }));
      message.ack();
    } catch (error) {
      console.error(JSON.stringify({ level: 'error', event: 'dead_letter_waits', ...details, error: String(error) }));
      // 40 s, 3 min, 11 min, 43 min, then an hour each time.
      message.retry({ delaySeconds: Math.min(3600, 10 * 4 ** Math.min(message.attempts, 5)) });
    }
  }
}

/** Every dead-letter queue, with the function that reads it. */
export const dead_letter_consumers = Object.fromEntries(Object.keys(dead).map((queue) => [queue, consumeDead]));
