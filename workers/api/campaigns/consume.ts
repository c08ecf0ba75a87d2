import type { Env } from '../env.ts';
import { updateCampaign } from './fold.ts';
import { readMessage, type SentRating, storeSent } from './submit/store.ts';

/** In a stream of ratings a leaderboard is computed anew this often; the cron makes up for the last of them. */
const rest_ms = 10_000;

type Valid = { message: Message<unknown>; sent: SentRating };

/**
 * Reads the queue of ratings: a whole batch becomes one insert. A message that is no rating is left to the dead-letter queue, and
 * one that cannot be written is tried again later; neither holds up the others.
 */
export async function consumeRatings(batch: MessageBatch<unknown>, env: Env): Promise<void> {
  const valid: Valid[] = [];
  for (const message of batch.messages) {
    const parsed = readMessage(message.body);
    if (parsed.success) valid.push({ message, sent: parsed.data });
    else {
      log('rating_unreadable', {
        message_id: message.id,
        attempts: message.attempts,
        issue: parsed.error.issues[0]?.path.join('.'),
      });
      message.retry();
    }
  }
  if (valid.length === 0) return;
  const written = await write(env.DB, valid);
  const ratings = written.flatMap(({ sent }) => ('rejected' in sent ? [] : [sent]));
  const places = new Map(ratings.map((rating) => [`${rating.project_id}/${rating.campaign_id}`, rating]));
  for (const { project_id, campaign_id } of places.values()) {
    try {
      await updateCampaign(env.DB, { project_id, campaign_id }, Date.now() - rest_ms);
    } catch (error) {
      // The ratings are safe, and the minute's cron folds what was left.
      log('fold_failed', { project_id, campaign_id, error: String(error) });
    }
  }
}

async function write(db: D1Database, valid: Valid[]): Promise<Valid[]> {
  try {
    await storeSent(
      db,
      valid.map(({ sent }) => sent),
    );
    for (const { message } of valid) message.ack();
    return valid;
  } catch (error) {
    const [only] = valid;
    if (only && valid.length === 1) {
      log('rating_not_written', { message_id: only.message.id, attempts: only.message.attempts, error: String(error) });
      // 20 s, 80 s, 5 min, 21 min, 85 min: an outage of the database costs no rating.
      only.message.retry({ delaySeconds: 5 * 4 ** Math.min(only.message.attempts, 5) });
      return [];
    }
  }
  const written: Valid[] = [];
  for (const one of valid) written.push(...(await write(db, [one])));
  return written;
}

function log(event: string, details: Record<string, unknown>): void {
  console.error(JSON.stringify({ level: 'error', queue: 'assay-ratings', event, ...details }));
}
