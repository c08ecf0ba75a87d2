import { z } from 'zod';
import { Id, Name, Page, Prompt, Time } from './common.ts';

export const CampaignState = z.enum(['open', 'paused', 'closed']).meta({ id: 'CampaignState' });

export const CampaignCreate = z
  .strictObject({
    name: Name,
    question: z.string().trim().min(1).max(1000).default('Which answer is better?'),
    instructions: z.string().max(20_000).default(''),
    overlap: z.int().min(1).max(1000).default(1).meta({ description: 'Ratings wanted of each comparison.' }),
  })
  .meta({ id: 'CampaignCreate' });

export const Campaign = CampaignCreate.extend({
  id: Id('campaign'),
  state: CampaignState,
  comparison_count: z.int(),
  rating_count: z.int(),
  rating_url: z
    .string()
    .meta({ description: 'Give this address to raters; it carries an invitation to this campaign only.' }),
  created_at: Time,
}).meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;
export const CampaignPage = Page(Campaign, 'CampaignPage');
export const CampaignPatch = z.strictObject({ state: CampaignState }).meta({ id: 'CampaignPatch' });

/** A pair to compare. Model names are hidden from raters. */
export const ComparisonInput = z
  .strictObject({
    prompt: Prompt,
    response_a: z.string().max(200_000),
    response_b: z.string().max(200_000),
    model_a: Name,
    model_b: Name,
  })
  .refine((pair) => pair.model_a !== pair.model_b, { message: 'model_a and model_b must differ', path: ['model_b'] })
  .meta({ id: 'ComparisonInput' });
export type ComparisonInput = z.infer<typeof ComparisonInput>;
export const ComparisonsCreate = z
  .strictObject({ comparisons: z.array(ComparisonInput).min(1).max(500) })
  .meta({ id: 'ComparisonsCreate' });
export const ComparisonsCreated = z.object({ ids: z.array(Id('comparison')) }).meta({ id: 'ComparisonsCreated' });
export const Comparison = z
  .object({
    id: Id('comparison'),
    prompt: Prompt,
    response_a: z.string(),
    response_b: z.string(),
    model_a: Name,
    model_b: Name,
    rating_count: z.int(),
    created_at: Time,
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof Comparison>;
export const ComparisonPage = Page(Comparison, 'ComparisonPage');

/** `left`/`right` as the rater saw them; the server knows which model stood where. */
export const Choice = z.enum(['left', 'right', 'tie', 'both_bad']).meta({ id: 'Choice' });
export type Choice = z.infer<typeof Choice>;

export const RatingSessionCreate = z
  .strictObject({ invitation: z.string().min(1).max(2000) })
  .meta({ id: 'RatingSessionCreate' });
export const RatingSession = z
  .object({
    rater_id: Id('rater'),
    campaign: z.object({
      id: Id('campaign'),
      name: Name,
      question: z.string(),
      instructions: z.string(),
      state: CampaignState,
    }),
    rated: z.int(),
    total: z.int(),
  })
  .meta({ id: 'RatingSession' });
export type RatingSession = z.infer<typeof RatingSession>;

/** A comparison handed to one rater; `token` is signed and is all that a rating needs. */
export const Assignment = z
  .object({
    id: Id('assignment').meta({ description: 'The same each time one rater is handed one comparison.' }),
    token: z.string(),
    prompt: Prompt,
    left: z.string(),
    right: z.string(),
    expires_at: Time,
  })
  .meta({ id: 'Assignment' });
export type Assignment = z.infer<typeof Assignment>;

/** `assignments` is empty when nothing is left for this rater. */
export const Assignments = z
  .object({ assignments: z.array(Assignment), rated: z.int(), total: z.int() })
  .meta({ id: 'Assignments' });
export type Assignments = z.infer<typeof Assignments>;
export const AssignmentQuery = z.object({
  campaign_id: Id('campaign').meta({ description: "The session's campaign; a browser may rate in several at once." }),
  count: z.coerce.number().int().min(1).max(10).default(2),
});

export const RatingCreate = z
  .strictObject({
    token: z.string().min(1).max(4000),
    choice: Choice,
    duration_ms: z.int().min(0).max(86_400_000),
    comment: z.string().max(2000).default(''),
  })
  .meta({ id: 'RatingCreate' });
export type RatingCreate = z.infer<typeof RatingCreate>;

/** A rating on its way to the consumer; the order shown is derived anew when the token comes back, so that no token tells it. */
export const RatingMessage = z.strictObject({
  project_id: Id('project'),
  campaign_id: Id('campaign'),
  comparison_id: Id('comparison'),
  rater_id: Id('rater'),
  id: Id('assignment'),
  flipped: z.boolean().meta({ description: 'Whether response_b stood on the left.' }),
  choice: Choice,
  duration_ms: RatingCreate.shape.duration_ms,
  comment: z.string().max(2000),
  created_at: Time,
});
export type RatingMessage = z.infer<typeof RatingMessage>;
export const RatingAccepted = z
  .object({ id: Id('assignment'), accepted: z.literal(true) })
  .meta({ id: 'RatingAccepted' });

export const Rating = z
  .object({
    id: Id('assignment'),
    comparison_id: Id('comparison'),
    rater_id: Id('rater'),
    choice: Choice,
    model_left: Name,
    model_right: Name,
    winner: z.string().nullable().meta({ description: "The preferred model's name; null for tie and both_bad." }),
    duration_ms: z.int(),
    comment: z.string(),
    created_at: Time,
  })
  .meta({ id: 'Rating' });
export type Rating = z.infer<typeof Rating>;
export const RatingPage = Page(Rating, 'RatingPage');
