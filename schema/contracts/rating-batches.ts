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

/** Why a rating does not count: came too late, or after the close; says something else than the first one; … */
export const RejectionReason = z
  .enum(['late', 'closed', 'repeated', 'not_offered', 'unknown_comparison', 'revoked', 'forged'])
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

/** A rating that does not count, kept as evidence; those with a forged token are one row for each network and day. */
export const Rejection = z
  .object({
    id: Id('rejection'),
    reason: RejectionReason,
    assignment_id: Id('assignment')
      .nullable()
      .meta({ description: 'null of forged ones: their claims are no evidence.' }),
    rater_id: RatingMessage.shape.rater_id.nullable(),
    comparison_id: Id('comparison').nullable(),
    rating: RatingMessage.pick(said).nullable().meta({ description: 'What it said.' }),
    network: RatingMessage.shape.network,
    count: z.int().meta({ description: 'forged: how many this network sent that day (UTC); 1 for all others.' }),
    created_at: Time.meta({ description: 'When it, or the first of them, came.' }),
    last_at: Time,
  })
  .meta({ id: 'Rejection' });
export type Rejection = z.infer<typeof Rejection>;
export const RejectionPage = Page(Rejection, 'RejectionPage');

/** A rating on its way to be kept as evidence. */
export const RejectionMessage = z.strictObject({ rejected: RejectionReason, rating: RatingMessage });
export type RejectionMessage = z.infer<typeof RejectionMessage>;

/** Ratings that came together travel as one message: a queue's cost is by message. */
export const RatingParcel = z.strictObject({ parcel: z.array(z.union([RatingMessage, RejectionMessage])).min(1) });
