import { z } from 'zod';
import { Id, Name, Page, Prompt, Share, Time } from './common.ts';

export const CampaignState = z.enum(['open', 'paused', 'closed']).meta({ id: 'CampaignState' });

const Label = z.string().trim().min(1).max(100);
/** Names that differ. */
const Names = (most: number) =>
  z
    .array(Label)
    .max(most)
    .refine((names) => new Set(names).size === names.length, { message: 'must not name anything twice' })
    .default([]);

export const CampaignCreate = z
  .strictObject({
    name: Name,
    question: z.string().trim().min(1).max(1000).default('Which answer is better?'),
    instructions: z.string().max(20_000).default(''),
    overlap: z.int().min(1).max(1000).default(1).meta({ description: 'Ratings wanted of each comparison.' }),
    criteria: Names(20).meta({
      description:
        'What raters may answer besides the question, by name, e.g. "accuracy"; each gets a board of its own.',
    }),
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
    tags: Names(20).meta({ description: 'Categories it belongs to; each gets a board of its own.' }),
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
    tags: z.array(z.string()),
    rating_count: z.int(),
    created_at: Time,
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof Comparison>;
export const ComparisonPage = Page(Comparison, 'ComparisonPage');

/** `left`/`right` as the rater saw them; the server knows which model stood where. */
export const Choice = z.enum(['left', 'right', 'tie', 'both_bad']).meta({ id: 'Choice' });
export type Choice = z.infer<typeof Choice>;

/** Answers to a campaign's extra criteria, by name. */
export const CriteriaChoices = z
  .record(z.string().max(100), Choice)
  .refine((given) => Object.keys(given).length <= 20, { message: 'must answer at most 20 criteria' })
  .default({})
  .meta({ description: "Answers to the campaign's criteria, by name; one it does not list is left out." });

/** Who preferred: people, or the judge of that id. */
export const RatingSource = z
  .union([z.literal('people'), Id('judge')])
  .meta({ id: 'RatingSource', description: '`people`, or the id of the judge whose preference it is.' });
export type RatingSource = z.infer<typeof RatingSource>;
/** A judge rates under its own id. */
const RaterId = z.union([Id('rater'), Id('judge')]);

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
      criteria: z.array(z.string()),
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
    criteria: CriteriaChoices,
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
  rater_id: RaterId,
  id: Id('assignment'),
  flipped: z.boolean().meta({ description: 'Whether response_b stood on the left.' }),
  choice: Choice,
  criteria: CriteriaChoices,
  source: RatingSource.default('people'),
  verified: z.boolean().default(false),
  probability: Share.nullable().default(null),
  duration_ms: RatingCreate.shape.duration_ms,
  comment: z.string().max(2000),
  created_at: Time,
});
export type RatingMessage = z.infer<typeof RatingMessage>;
/** A message as it is sent: what has a default may be left out. */
export type RatingMessageInput = z.input<typeof RatingMessage>;
export const RatingAccepted = z
  .object({ id: Id('assignment'), accepted: z.literal(true) })
  .meta({ id: 'RatingAccepted' });

export const Rating = z
  .object({
    id: Id('assignment'),
    comparison_id: Id('comparison'),
    rater_id: RaterId.meta({ description: 'A judge rates under its own id.' }),
    choice: Choice,
    model_left: Name,
    model_right: Name,
    winner: z.string().nullable().meta({ description: "The preferred model's name; null for tie and both_bad." }),
    criteria: z.record(z.string(), Choice).meta({ description: 'Answers to the extra criteria, by name.' }),
    source: RatingSource,
    verified: z.boolean().meta({ description: 'The rater was known by a key, not just by the address.' }),
    held: z
      .boolean()
      .meta({ description: 'Quality control holds it back: boards leave it out unless told otherwise.' }),
    probability: Share.nullable().meta({
      description: "A judge's probability that the left answer is the better one, a tie as half; null for people.",
    }),
    duration_ms: z.int(),
    comment: z.string(),
    created_at: Time,
  })
  .meta({ id: 'Rating' });
export type Rating = z.infer<typeof Rating>;
export const RatingPage = Page(Rating, 'RatingPage');

/** One rating made elsewhere, as a line of an import. `a` and `b` are the comparison's own sides, however they were shown. */
export const RatingLine = z
  .strictObject({
    comparison_id: Id('comparison'),
    rater: z.string().trim().min(1).max(200).optional().meta({
      description: 'Whatever tells raters apart; only a digest of it is kept. Not for a judge.',
    }),
    judge_id: Id('judge').optional().meta({ description: 'The judge whose preference this is, instead of a rater.' }),
    choice: z.enum(['a', 'b', 'tie', 'both_bad']),
    criteria: z
      .record(z.string().max(100), z.enum(['a', 'b', 'tie', 'both_bad']))
      .default({})
      .meta({ description: "Answers to the campaign's criteria, by name." }),
    probability: Share.nullable().default(null).meta({ description: "A judge's probability that A is better." }),
    shown_first: z.enum(['a', 'b']).default('a').meta({ description: 'Which stood on the left.' }),
    verified: z.boolean().default(true),
    duration_ms: z.int().min(0).max(86_400_000).default(0),
    comment: z.string().max(2000).default(''),
    created_at: Time.optional(),
  })
  .refine((line) => (line.rater === undefined) !== (line.judge_id === undefined), {
    message: 'must name a rater or a judge_id, and not both',
    path: ['rater'],
  })
  .refine((line) => line.judge_id !== undefined || line.probability === null, {
    message: 'is for judges; leave it out for people',
    path: ['probability'],
  })
  .meta({ id: 'RatingLine' });
export type RatingLine = z.infer<typeof RatingLine>;

export const RatingImportQuery = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true: only say what would happen; nothing is written.' }),
});
export const RatingsImported = z
  .object({
    dry_run: z.boolean(),
    lines: z.int().meta({ description: 'Lines that hold something, the CSV header aside.' }),
    added: z.int().meta({ description: 'Ratings that are new; in a dry run, that would be.' }),
    repeated: z.int().meta({ description: 'Ratings that are there already; the first stands.' }),
    problem_count: z.int(),
    problems: z
      .array(z.object({ line: z.int(), message: z.string() }))
      .meta({ description: 'The first 100 problems, by line. With any problem nothing is written.' }),
  })
  .meta({ id: 'RatingsImported' });
export type RatingsImported = z.infer<typeof RatingsImported>;

/** A model that is no longer handed to raters; boards keep it, marked. */
export const RetirementCreate = z
  .strictObject({ model: Name, reason: z.string().max(1000).default('') })
  .meta({ id: 'RetirementCreate' });
export const Retirement = z.object({ model: Name, reason: z.string(), created_at: Time }).meta({ id: 'Retirement' });
export type Retirement = z.infer<typeof Retirement>;
export const RetirementPage = Page(Retirement, 'RetirementPage');

/** Holding back or freeing a rater's ratings so far: boards count them no longer, or again. */
export const RaterHold = z.strictObject({ held: z.boolean() }).meta({ id: 'RaterHold' });
export const RaterHeld = z
  .object({
    rater_id: RaterId,
    held: z.boolean(),
    changed: z.int().meta({ description: 'Ratings that were not so before.' }),
  })
  .meta({ id: 'RaterHeld' });
