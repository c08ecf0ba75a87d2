import type { Context } from 'hono';
import type { RatingCreate } from '../../../../schema/contracts/campaigns.ts';
import { AssayError } from '../../../../schema/errors.ts';
import type { AppEnv } from '../../env.ts';
import { rememberSent } from '../cookies.ts';
import { networkOf } from '../network.ts';
import { type Admission, admit } from './admit.ts';
import { deliver } from './deliver.ts';
import { noteForged } from './forged.ts';
import { limitRatings } from './limits.ts';
import { readRating } from './read.ts';
import { rulesAtHand } from './rules.ts';
import type { SentRating } from './store.ts';

/** What became of one rating of a request. */
export type Outcome = { id: string; repeated: boolean; error: null } | { id: string | null; error: AssayError };

/**
 * The hot path: signatures are checked and messages sent; no database is read for a rating, and none is written, unless the deployment
 * writes directly. An outcome without an error is an acknowledgement: that rating is stored, whatever fails afterwards.
 */
export async function submitRatings(c: Context<AppEnv>, given: RatingCreate[]): Promise<Outcome[]> {
  const network = networkOf(c.req.header('cf-connecting-ip') ?? '');
  const now = Date.now();
  const read = await Promise.all(
    given.map((one) => readRating(c.env.ASSAY_SECRET, one, network, now).catch(asRefusal)),
  );
  noteForged(
    c,
    given.flatMap(({ token }, at) => (isForged(read[at]) ? [token] : [])),
    network,
  );
  const signed = read.flatMap((one) => (one instanceof AssayError ? [] : [one.rating]));
  const limited = await limitRatings(c.env, signed, network);
  const later = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const admissions = await Promise.all(
    read.map(async (one): Promise<Admission> => {
      if (one instanceof AssayError) return { rating: null, error: one };
      const error = limited.get(one.rating);
      return error ? { rating: one.rating, error } : admit(one, await rulesAtHand(c.env.DB, one.rating, later));
    }),
  );
  const repeated = await deliver(c, admissions.flatMap(toSend));
  const accepted = admissions.flatMap(({ rating, error }) => (error ? [] : [rating.id]));
  if (accepted.length > 0) rememberSent(c, accepted);
  return admissions.map(({ rating, error }) =>
    error ? { id: rating?.id ?? null, error } : { id: rating.id, error: null, repeated: repeated.has(rating.id) },
  );
}

function toSend({ rating, error, evidence }: Admission): SentRating[] {
  if (!error) return [rating];
  return rating && evidence ? [{ rejected: evidence, rating }] : [];
}

const isForged = (read: unknown) => read instanceof AssayError && read.code === 'unauthenticated';

function asRefusal(error: unknown): AssayError {
  if (error instanceof AssayError) return error;
  throw error;
}
