import type { RatingCreate, RatingMessage } from '../../../../schema/contracts/campaigns.ts';
import { AssayError } from '../../../../schema/errors.ts';
import { networkDigest } from '../network.ts';
import { isFlipped, readLateTicket } from '../tokens.ts';

/** A rating as it came, from who was handed it, and until when it is good. */
export type ReadRating = { rating: RatingMessage; expires_at: number };

/**
 * Reads what a rating's token says: a signature is checked, nothing is looked up.
 * @param network of the address it came from; '' where that is not known
 * @throws AssayError `unauthenticated` where the token is forged, `invalid_request` where the answer does not fit what was shown
 */
export async function readRating(root: string, given: RatingCreate, network: string, now: number): Promise<ReadRating> {
  const { token, choice = 'scored' as const, ...said } = given;
  const { expires_at, payload } = await readLateTicket(root, token);
  const { assignment_id: id, single, ...ticket } = payload;
  if (single !== (choice === 'scored')) {
    const wanted = single ? 'a score, for one response was shown' : 'a choice, for two responses were shown';
    throw new AssayError('invalid_request', `This assignment wants ${wanted}.`);
  }
  const [flipped, digest] = await Promise.all([
    !single && isFlipped(root, ticket),
    networkDigest(root, ticket.campaign_id, network),
  ]);
  const person = { source: 'people' as const, probability: null };
  const rating = { ...ticket, ...person, ...said, id, choice, flipped, network: digest, created_at: now };
  return { rating, expires_at };
}
