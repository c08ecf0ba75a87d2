import { z } from 'zod';
import { RatingAccepted, RatingCreate, RatingMessage } from './campaigns.ts';
import { Id, Page, Time } from './common.ts';

/** Ratings sent together, such as those made while there was no connection; they may be of several campaigns. */
export const RatingBatchCreate = z
  .strictObject({ ratings: z.array(RatingCreate).min(1).max(100) })
  .meta({ id: 'RatingBatchCreate' });

const RatingRefused = z
  .object({
    id: Id('assignment').nullable().meta({ description: 'null where the token does not say.' }),
    accepted: z.literal(false),
    status: z.int().meta({ description: 'What POST /v1/ratings would have answered, as `code` and `detail`.' }),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'RatingRefused' });

export const RatingBatch = z
  .object({
    results: z.array(z.union([RatingAccepted, RatingRefused])).meta({ description: 'In the order of the ratings.' }),
  })
  .meta({ id: 'RatingBatch' });
export type RatingBatch = z.infer<typeof RatingBatch>;

/** Why a rating whose token was good does not count: came too late, or after the close; says something else than the first one; … */
export const RejectionReason = z
  .enum(['late', 'closed', 'repeated', 'not_offered', 'unknown_comparison'])
  .meta({ id: 'RejectionReason' });
export type RejectionReason = z.infer<typeof RejectionReason>;

const said = {
  choice: true,
  strength: true,
  score: true,
  criteria: true,
  reasons: true,
  duration_ms: true,
  comment: true,
} as const;

/** A rating that does not count, kept as evidence. */
export const Rejection = z
  .object({
    ...RatingMessage.pick({ comparison_id: true, rater_id: true, network: true }).shape,
    id: Id('rejection'),
    assignment_id: Id('assignment'),
    reason: RejectionReason,
    rating: RatingMessage.pick(said).meta({ description: 'What it said.' }),
    created_at: Time,
  })
  .meta({ id: 'Rejection' });
export type Rejection = z.infer<typeof Rejection>;
export const RejectionPage = Page(Rejection, 'RejectionPage');

/** A rating on its way to be kept as evidence. */
export const RejectionMessage = z.strictObject({ rejected: RejectionReason, rating: RatingMessage });
export type RejectionMessage = z.infer<typeof RejectionMessage>;

/** Ratings that came together travel as one message: a queue's cost is by message. */
export const RatingParcel = z.strictObject({ parcel: z.array(z.union([RatingMessage, RejectionMessage])).min(1) });
