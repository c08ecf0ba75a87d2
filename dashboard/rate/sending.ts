import type { RatingCreate, SkipCreate } from '../../schema/contracts/index.ts';
import { AssayError, call } from '../client.ts';

/** What a rater did with a comparison: rated it, skipped it or reported it. */
export type Deed = { path: '/v1/ratings'; body: RatingCreate } | { path: '/v1/skips'; body: SkipCreate };

/** What became of a deed: the server took it, or refused it for good with this reason. */
export type Settle = (id: string, refusal: string | null) => Promise<void>;

type Sent = Deed & { id: string };
type SentRating = Extract<Sent, { path: '/v1/ratings' }>;

/** So many ratings go in one request, of the 120 that a rater may send in a minute. */
const most_together = 40;
/** The server counts each deed once, however often it comes: it needs no key for that. */
const once = { idempotency_key: null };

const isRating = (deed: Sent): deed is SentRating => deed.path === '/v1/ratings';
/** Sending it again would be refused again, e.g. because its assignment expired days ago. */
const isForGood = (error: unknown): error is AssayError => error instanceof AssayError && !error.retryable;

async function sendOne(deed: Sent, settle: Settle, keepalive: boolean): Promise<void> {
  const options = { ...once, keepalive };
  let refusal: string | null = null;
  try {
    if (isRating(deed)) await call('POST /v1/ratings', { body: deed.body }, options);
    else await call('POST /v1/skips', { body: deed.body }, options);
  } catch (error) {
    if (!isForGood(error)) throw error;
    refusal = error.message;
  }
  await settle(deed.id, refusal);
}

async function sendTogether(ratings: SentRating[], settle: Settle, keepalive: boolean): Promise<void> {
  const body = { ratings: ratings.map((one) => one.body) };
  const answer = await call('POST /v1/ratings/batches', { body }, { ...once, keepalive }).catch((error: unknown) => {
    if (!isForGood(error)) throw error;
  });
  // Refused as a whole for one that is no rating, such as an earlier release may have kept: then each goes alone.
  if (!answer) return void (await Promise.all(ratings.map((one) => sendOne(one, settle, keepalive))));
  let later: string | null = null;
  for (const [at, { id }] of ratings.entries()) {
    const result = answer.results[at];
    if (result?.accepted) await settle(id, null);
    else if (result && result.status !== 429 && result.status < 500) await settle(id, result.detail);
    else later = result?.detail ?? 'It was not answered.';
  }
  if (later !== null) throw new Error(later);
}

/**
 * Sends deeds all at once, ratings that waited together in one request: a page that closes has no time for one after the other.
 * @param settle is told of each deed whose fate is known
 * @throws where the others may do better later
 */
export async function sendDeeds(deeds: Sent[], settle: Settle, keepalive = false): Promise<void> {
  const ratings = deeds.filter(isRating);
  const alone = deeds.filter((deed) => !isRating(deed) || ratings.length === 1);
  const sendings = alone.map((deed) => sendOne(deed, settle, keepalive));
  for (let from = 0; ratings.length > 1 && from < ratings.length; from += most_together)
    sendings.push(sendTogether(ratings.slice(from, from + most_together), settle, keepalive));
  for (const { status, reason } of (await Promise.allSettled(sendings)) as PromiseRejectedResult[])
    if (status === 'rejected') throw reason;
}
