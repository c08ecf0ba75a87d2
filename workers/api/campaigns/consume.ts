import type { Env } from '../env.ts';
import { chunked } from '../store/chunks.ts';
import { updateCampaign } from './fold.ts';
import { readMessage, type SentRating, storeSent } from './submit/store.ts';

/** In a stream of ratings a leaderboard is computed anew this often; the cron makes up for the last of them. */
const rest_ms = 10_000;

type Valid = { message: Message<unknown>; sent: SentRating[] };

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
  const written = await write(env, valid);
  const ratings = written.flatMap(({ sent }) => sent.flatMap((one) => ('rejected' in one ? [] : [one])));
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

async function write(env: Env, valid: Valid[]): Promise<Valid[]> {
  try {
    for (const some of chunked(valid.flatMap(({ sent }) => sent))) await storeSent(env.DB, some);
    for (const { message } of valid) message.ack();
    return valid;
  } catch (error) {
    const [only] = valid;
    if (only && valid.length === 1) {
      const { id, attempts } = only.message;
      log('rating_not_written', { message_id: id, attempts, ratings: only.sent.length, error: String(error) });
      if (only.sent.length > 1) return takeApart(env, only);
      // 20 s, 80 s, 5 min, 21 min, 85 min: an outage of the database costs no rating.
      only.message.retry({ delaySeconds: 5 * 4 ** Math.min(attempts, 5) });
      return [];
    }
  }
  const written: Valid[] = [];
  for (const one of valid) written.push(...(await write(env, [one])));
  return written;
}

/** Of ratings that came in one message, those that cannot be written go back into the queue, each as a message of its own. */
async function takeApart({ DB, RATINGS }: Env, { message, sent }: Valid): Promise<Valid[]> {
  const written: SentRating[] = [];
  try {
    for (const one of sent) {
      const stored = await storeSent(DB, [one]).catch(() => null);
      if (stored) written.push(one);
      else await RATINGS.send(one, { contentType: 'json', delaySeconds: 20 });
    }
    message.ack();
  } catch {
    message.retry({ delaySeconds: 20 });
  }
  return [{ message, sent: written }];
}

function log(event: string, details: Record<string, unknown>): void {
  console.error(JSON.stringify({ level: 'error', queue: 'assay-ratings', event, ...details }));
}
