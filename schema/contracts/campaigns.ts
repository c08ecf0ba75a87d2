import { z } from 'zod';
import { CampaignSettings, Names } from './campaign-settings.ts';
import { changes } from './changes.ts';
import { Id, Name, Page, Prompt, Share, Time } from './common.ts';
import { Completion, RaterCheck, RaterDone } from './rating-sessions.ts';

export const CampaignState = z.enum(['open', 'paused', 'closed']).meta({ id: 'CampaignState' });

/** What raters are asked unless a campaign says otherwise, by its kind. */
export const usual_question = { pair: 'Which answer is better?', single: 'How good is this answer?' } as const;

export const CampaignCreate = z
  .strictObject({
    name: Name,
    question: z.string().trim().min(1).max(1000).optional().meta({
      description: 'By default "Which answer is better?", or of single responses "How good is this answer?".',
    }),
    instructions: z.string().max(20_000).default(''),
    overlap: z.int().min(1).max(1000).default(1).meta({ description: 'Ratings wanted of each comparison.' }),
    criteria: Names(20).meta({
      description:
        'What raters may answer besides the question, by name, e.g. "accuracy"; each gets a board of its own.',
    }),
    state: z.enum(['open', 'paused']).default('open').meta({ description: '`paused`: raters begin when you open it.' }),
    ...CampaignSettings.shape,
  })
  .meta({ id: 'CampaignCreate' });

export const Campaign = CampaignCreate.extend({
  id: Id('campaign'),
  question: z.string(),
  state: CampaignState,
  paused_by: z.enum(['budget', 'target']).nullable().meta({ description: 'Why the campaign paused itself.' }),
  comparison_count: z.int().meta({ description: 'Gold comparisons aside.' }),
  rating_count: z.int().meta({ description: "People's, of comparisons that are not gold." }),
  rating_url: z
    .string()
    .meta({ description: 'Give this address to raters; it carries an invitation to this campaign only.' }),
  created_at: Time,
}).meta({ id: 'Campaign' });
export type Campaign = z.infer<typeof Campaign>;
export const CampaignPage = Page(Campaign, 'CampaignPage');
/** What may change while a campaign runs; a list or an object that is given replaces the one there is. */
export const CampaignPatch = z
  .strictObject({ ...changes(CampaignCreate.shape), state: CampaignState.optional() })
  .meta({ id: 'CampaignPatch' });
export type CampaignPatch = z.infer<typeof CampaignPatch>;
/** What stays as it is once there are ratings: they would not mean the same any more. */
export const fixed_when_rated = ['question', 'content', 'choices', 'criteria'] as const;

/** The known answer of a gold comparison, or `1` to `5` for a single response. Raters are never told that there is one. */
export const Gold = z
  .enum(['a', 'b', 'tie', 'both_good', 'both_bad', '1', '2', '3', '4', '5'])
  .meta({ id: 'Gold', description: 'The answer that a careful rater gives; such comparisons count on no board.' });
export type Gold = z.infer<typeof Gold>;

/** A pair to compare. Model names are hidden from raters. */
export const ComparisonInput = z
  .strictObject({
    prompt: Prompt,
    response_a: z.string().max(200_000),
    response_b: z
      .string()
      .max(200_000)
      .default('')
      .meta({ description: 'Left out in a campaign of single responses.' }),
    model_a: Name,
    model_b: Name.default('').meta({ description: 'Left out in a campaign of single responses.' }),
    tags: Names(20).meta({ description: 'Categories it belongs to; each gets a board of its own.' }),
    gold: Gold.nullable().default(null),
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
    response_b: z.string().meta({ description: 'Empty in a campaign of single responses, like model_b.' }),
    model_a: Name,
    model_b: z.string(),
    tags: z.array(z.string()),
    gold: Gold.nullable(),
    rating_count: z.int(),
    created_at: Time,
  })
  .meta({ id: 'Comparison' });
export type Comparison = z.infer<typeof Comparison>;
export const ComparisonPage = Page(Comparison, 'ComparisonPage');

/** `left`/`right` as the rater saw them; the server knows which model stood where. */
export const Choice = z.enum(['left', 'right', 'tie', 'both_good', 'both_bad']).meta({ id: 'Choice' });
export type Choice = z.infer<typeof Choice>;
/** What a stored rating says: a choice, or that one response was scored. */
export const RatedChoice = z.enum([...Choice.options, 'scored']).meta({ id: 'RatedChoice' });
export type RatedChoice = z.infer<typeof RatedChoice>;
/** How much better: 1 better, 2 much better. */
export const Strength = z.int().min(1).max(2).meta({ description: '1: better, 2: much better.' });
export const Score = z.int().min(1).max(5).meta({ description: 'Of a single response: 1 bad to 5 very good.' });
const Reasons = z.array(z.string().max(100)).max(30).default([]).meta({
  description: 'Ticked reasons; one that the campaign does not list is left out.',
});

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

/** A comparison handed to one rater; `token` is signed and is all that a rating needs. */
export const Assignment = z
  .object({
    id: Id('assignment').meta({ description: 'The same each time one rater is handed one comparison.' }),
    token: z.string(),
    prompt: Prompt,
    left: z.string(),
    right: z.string().nullable().meta({ description: 'null in a campaign of single responses.' }),
    expires_at: Time,
  })
  .meta({ id: 'Assignment' });
export type Assignment = z.infer<typeof Assignment>;

/** `done` tells a rater who is handed nothing why; where it is null, ratings of this minute are on their way: ask again. */
export const Assignments = z
  .object({
    assignments: z.array(Assignment),
    rated: z.int(),
    total: z.int(),
    done: RaterDone.nullable(),
    completion: Completion.nullable().meta({ description: 'Only for a rater who is done.' }),
  })
  .meta({ id: 'Assignments' });
export type Assignments = z.infer<typeof Assignments>;

export const RatingSessionCreate = z
  .strictObject({
    invitation: z.string().min(1).max(2000),
    participant: z.string().trim().max(200).default('').meta({
      description: "The participant's id at a recruitment platform; who brings it again is the same rater.",
    }),
    turnstile_token: z.string().min(1).max(2048).optional().meta({
      description:
        'Where the campaign asks for it (see `challenge_required`): what Turnstile gave, for the action `rate`.',
    }),
    count: z.int().min(0).max(10).default(0).meta({
      description: 'How many comparisons to hand out at once, in `next`.',
    }),
  })
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
      ...CampaignSettings.pick({
        kind: true,
        content: true,
        choices: true,
        reasons: true,
        comments: true,
        language: true,
      }).shape,
    }),
    rated: z.int(),
    total: z.int(),
    check: RaterCheck.nullable().meta({
      description: 'Asked before the first comparison; null where there is none.',
    }),
    participant_parameter: z.string().nullable().meta({
      description: "The parameter of the rating address that holds the participant's id, to be sent as `participant`.",
    }),
    completion: Completion.nullable().meta({ description: 'Only for a rater who is done.' }),
    next: Assignments.nullable().meta({
      description:
        'The comparisons asked for with `count`; null where something comes before them: the check, or the participant.',
    }),
  })
  .meta({ id: 'RatingSession' });
export type RatingSession = z.infer<typeof RatingSession>;
export const AssignmentQuery = z.object({
  campaign_id: Id('campaign').meta({ description: "The session's campaign; a browser may rate in several at once." }),
  count: z.coerce.number().int().min(1).max(10).default(2),
});

const one_answer = {
  message: 'must be given for a pair, or a score for a single response, and not both',
  path: ['choice'],
};

export const RatingCreate = z
  .strictObject({
    token: z.string().min(1).max(4000),
    choice: Choice.optional().meta({ description: 'Of a pair.' }),
    strength: Strength.nullable().default(null),
    score: Score.nullable().default(null),
    criteria: CriteriaChoices,
    reasons: Reasons,
    duration_ms: z.int().min(0).max(86_400_000),
    comment: z.string().max(2000).default(''),
  })
  .refine(({ choice, score }) => (choice === undefined) !== (score === null), one_answer)
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
  choice: RatedChoice,
  strength: Strength.nullable().default(null),
  score: Score.nullable().default(null),
  criteria: CriteriaChoices,
  reasons: Reasons,
  network: z.string().max(64).default('').meta({
    description: 'A digest of the network address, different in every campaign; empty where it is not known.',
  }),
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
  .object({
    id: Id('assignment'),
    accepted: z.literal(true),
    repeated: z.literal(true).optional().meta({
      description: 'A rating of this assignment was there already, and stands; not known where a queue writes.',
    }),
  })
  .meta({ id: 'RatingAccepted' });

export const Rating = z
  .object({
    id: Id('assignment'),
    comparison_id: Id('comparison'),
    rater_id: RaterId.meta({ description: 'A judge rates under its own id.' }),
    choice: RatedChoice,
    strength: Strength.nullable(),
    score: Score.nullable(),
    model_left: Name,
    model_right: z.string().meta({ description: 'Empty where a single response was scored.' }),
    winner: z.string().nullable().meta({ description: "The preferred model's name; null where none was preferred." }),
    criteria: z.record(z.string(), Choice).meta({ description: 'Answers to the extra criteria, by name.' }),
    reasons: z.array(z.string()),
    source: RatingSource,
    verified: z.boolean().meta({ description: 'The rater was known by a key, not just by the address.' }),
    held: z
      .boolean()
      .meta({ description: 'Quality control holds it back: boards leave it out unless told otherwise.' }),
    gold: z.boolean().meta({ description: 'Of a gold comparison: no board counts it.' }),
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

const Side = z.enum(['a', 'b', 'tie', 'both_good', 'both_bad']);

/** One rating made elsewhere, as a line of an import. `a` and `b` are the comparison's own sides, however they were shown. */
export const RatingLine = z
  .strictObject({
    comparison_id: Id('comparison'),
    rater: z.string().trim().min(1).max(200).optional().meta({
      description: 'Whatever tells raters apart; only a digest of it is kept. Not for a judge.',
    }),
    judge_id: Id('judge').optional().meta({ description: 'The judge whose preference this is, instead of a rater.' }),
    choice: Side.optional().meta({ description: 'Of a pair.' }),
    strength: Strength.nullable().default(null),
    score: Score.nullable().default(null),
    criteria: z
      .record(z.string().max(100), Side)
      .default({})
      .meta({ description: "Answers to the campaign's criteria, by name." }),
    reasons: Reasons,
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
  .refine(({ choice, score }) => (choice === undefined) !== (score === null), one_answer)
  .refine((line) => line.judge_id !== undefined || line.probability === null, {
    message: 'is for judges; leave it out for people',
    path: ['probability'],
  })
  .meta({ id: 'RatingLine' });
export type RatingLine = z.infer<typeof RatingLine>;

/** A model that is no longer handed to raters; boards keep it, marked. */
export const RetirementCreate = z
  .strictObject({ model: Name, reason: z.string().max(1000).default('') })
  .meta({ id: 'RetirementCreate' });
export const Retirement = z.object({ model: Name, reason: z.string(), created_at: Time }).meta({ id: 'Retirement' });
export type Retirement = z.infer<typeof Retirement>;
export const RetirementPage = Page(Retirement, 'RetirementPage');
