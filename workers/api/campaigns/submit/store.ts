import { RatingMessage } from '../../../../schema/contracts/campaigns.ts';
import { RatingParcel, RejectionMessage } from '../../../../schema/contracts/rating-batches.ts';
import { insertRatings } from '../../store/ratings.ts';
import { insertDiffering, insertRejections } from '../../store/rejections.ts';
import { asOffered, isOffered, isRevoked } from './offered.ts';
import { rulesOf } from './rules.ts';

/** What travels to the writer: a rating, or one that was refused, as evidence. */
export type SentRating = RatingMessage | RejectionMessage;

const Parcel = RatingParcel.transform(({ parcel }): SentRating[] => parcel);
const Rejected = RejectionMessage.transform((sent): SentRating[] => [sent]);
const Rated = RatingMessage.transform((sent): SentRating[] => [sent]);

/** Reads a message of the queue: one rating, or those that came together. */
export function readMessage(body: unknown) {
  const has = (name: string) => body !== null && typeof body === 'object' && name in body;
  return (has('parcel') ? Parcel : has('rejected') ? Rejected : Rated).safeParse(body);
}

/**
 * Writes ratings and evidence; what is written already stays as it is, so it may be done again at any time. A person's answer that the
 * campaign does not offer, that differs from the first one, or that was given after the invitation was withdrawn, becomes evidence.
 * @returns ids of ratings that were there already
 */
export async function storeSent(db: D1Database, sent: SentRating[]): Promise<string[]> {
  const evidence: RejectionMessage[] = [];
  const ratings: RatingMessage[] = [];
  for (const one of sent) {
    if ('rejected' in one) evidence.push(one);
    else if (one.source !== 'people') ratings.push(one);
    else {
      const rules = await rulesOf(db, one);
      if (!rules) ratings.push(one);
      else if (isRevoked(rules, one)) evidence.push({ rejected: 'revoked', rating: one });
      else if (isOffered(rules, one.choice)) ratings.push(asOffered(rules, one));
      else evidence.push({ rejected: 'not_offered', rating: one });
    }
  }
  const added = new Set(ratings.length > 0 ? await insertRatings(db, ratings) : []);
  if (added.size < ratings.length) await insertDiffering(db, ratings);
  await insertRejections(db, evidence);
  return ratings.flatMap(({ id }) => (added.has(id) ? [] : [id]));
}
