import type { Context } from 'hono';
import { AssayError } from '../../../../schema/errors.ts';
import type { AppEnv, Env } from '../../env.ts';
import { chunked } from '../../store/chunks.ts';
import { updateCampaign } from '../fold.ts';
import { type SentRating, storeSent } from './store.ts';

/** What one message of the queue may hold: it takes 128 KB. */
const of_message = { rows: 100, bytes: 100_000 };

/**
 * Hands on ratings and evidence; once this has returned they are safe. @returns ids of ratings that were there already, as far as known
 * @throws AssayError `unavailable` where they may not be safe: sent again, each still counts once
 */
export async function deliver(c: Context<AppEnv>, sent: SentRating[]): Promise<Set<string>> {
  if (sent.length === 0) return new Set();
  try {
    if (writesDirectly(c.env)) return await write(c, sent);
    await send(c.env.RATINGS, sent);
    return new Set();
  } catch (error) {
    console.error(
      JSON.stringify({ level: 'error', event: 'ratings_not_taken', count: sent.length, error: String(error) }),
    );
    throw new AssayError('unavailable', 'The rating could not be stored just now; send it again.', [], {
      'retry-after': '5',
    });
  }
}

/** Whether this deployment writes ratings before it answers, without a queue. */
export const writesDirectly = ({ ASSAY_DIRECT_RATINGS }: Pick<Env, 'ASSAY_DIRECT_RATINGS'>): boolean =>
  ASSAY_DIRECT_RATINGS === '1';

async function send(queue: Queue<unknown>, sent: SentRating[]): Promise<void> {
  for (const parcel of chunked(sent, of_message))
    await queue.send(parcel.length === 1 ? parcel[0] : { parcel }, { contentType: 'json' });
}

async function write(c: Context<AppEnv>, sent: SentRating[]): Promise<Set<string>> {
  const repeated = new Set<string>();
  for (const some of chunked(sent)) for (const id of await storeSent(c.env.DB, some)) repeated.add(id);
  for (const rating of sent) if (!('rejected' in rating)) countSoon(c, rating);
  return repeated;
}

type Place = { project_id: string; campaign_id: string };
const waiting = new Map<string, number>();
/** A campaign is counted this long after a rating, with all that came meanwhile; its boards are fitted anew ten times as seldom. */
const rest_ms = 1_000;

/** Counts a campaign's ratings after the answer; where this isolate ends before, the minute's cron does. */
function countSoon(c: Context<AppEnv>, { project_id, campaign_id }: Place): void {
  const name = `${project_id}/${campaign_id}`;
  const since = waiting.get(name) ?? 0;
  if (Date.now() - since < 10 * rest_ms) return;
  waiting.set(name, Date.now());
  const count = async () => {
    await scheduler.wait(rest_ms);
    waiting.delete(name);
    await updateCampaign(c.env.DB, { project_id, campaign_id }, Date.now() - 10 * rest_ms);
  };
  c.executionCtx.waitUntil(
    count().catch((error) =>
      console.error(JSON.stringify({ level: 'error', event: 'fold_failed', campaign_id, error: String(error) })),
    ),
  );
}
