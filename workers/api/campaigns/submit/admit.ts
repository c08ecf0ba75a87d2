import type { RatingMessage } from '../../../../schema/contracts/campaigns.ts';
import type { RejectionReason } from '../../../../schema/contracts/rating-batches.ts';
import { AssayError } from '../../../../schema/errors.ts';
import type { CampaignRules } from '../../store/campaign-rules.ts';
import { asOffered, isOffered, isRevoked } from './offered.ts';
import type { ReadRating } from './read.ts';

/** What becomes of a rating: it counts, or it is refused with this error and, where `evidence` is given, kept for that reason. */
export type Admission =
  | { rating: RatingMessage; error: null; evidence?: undefined }
  | { rating: RatingMessage | null; error: AssayError; evidence?: RejectionReason | undefined };

/**
 * Decides whether a rating counts. What was handed out before a pause counts still; after the close nothing does.
 * @param rules `unknown` where they could not be read: then it is taken, and the writer decides by them
 */
export function admit({ rating, expires_at }: ReadRating, rules: CampaignRules | null | 'unknown'): Admission {
  const refuse = (code: 'gone' | 'invalid_request', message: string, evidence?: RejectionReason): Admission => ({
    rating,
    error: new AssayError(code, message),
    evidence,
  });
  if (expires_at <= rating.created_at) {
    const since = new Date(expires_at).toISOString();
    return refuse(
      'gone',
      `This assignment expired at ${since}, so its rating does not count. Ask for new ones.`,
      'late',
    );
  }
  if (rules === 'unknown') return { rating, error: null };
  if (rules === null) return refuse('gone', 'This campaign no longer exists.');
  if (rules.state === 'closed')
    return refuse('gone', `The campaign "${rules.name}" is closed; this rating does not count any more.`, 'closed');
  if (isRevoked(rules, rating)) {
    const which = `Your invitation to the campaign "${rules.name}" was withdrawn`;
    return refuse('gone', `${which}; this rating does not count any more.`, 'revoked');
  }
  if (!isOffered(rules, rating.choice))
    return refuse('invalid_request', `This campaign does not offer the choice "${rating.choice}".`);
  if (rules.comments === 'required' && rating.comment.trim() === '')
    return refuse('invalid_request', 'This campaign wants a comment with each rating, and this one has none.');
  return { rating: asOffered(rules, rating), error: null };
}
