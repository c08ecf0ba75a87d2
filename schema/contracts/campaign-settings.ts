import { z } from 'zod';

const Label = z.string().trim().min(1).max(100);
/** Names that differ. */
export const Names = (most: number) =>
  z
    .array(Label)
    .max(most)
    .refine((names) => new Set(names).size === names.length, { message: 'must not name anything twice' })
    .default([]);

/** Two answers beside each other, or one answer at a time on a scale of 1 to 5. */
export const CampaignKind = z.enum(['pair', 'single']).meta({ id: 'CampaignKind' });
export type CampaignKind = z.infer<typeof CampaignKind>;

/** How the rating page shows responses. Images, audio and video are uploaded to the campaign first. */
export const ContentType = z
  .enum(['text', 'markdown', 'code', 'json', 'chat', 'image', 'audio', 'video'])
  .meta({ id: 'ContentType' });
export type ContentType = z.infer<typeof ContentType>;

/** What a rater may answer besides A and B. */
export const Choices = z
  .strictObject({
    tie: z.boolean().default(true),
    both_good: z.boolean().default(false),
    both_bad: z.boolean().default(true),
    strength: z.boolean().default(false).meta({ description: 'A and B each come as "better" and "much better".' }),
  })
  .meta({ id: 'Choices' });
export type Choices = z.infer<typeof Choices>;

/** How the next comparison for a rater is chosen; docs/campaigns.md says what each is good for. */
export const Strategy = z
  .enum(['uniform', 'coverage', 'arena', 'information', 'closest', 'thompson'])
  .meta({ id: 'Strategy' });
export type Strategy = z.infer<typeof Strategy>;

/** A question with a known answer that shows whether the instructions were understood. */
export const CheckQuestion = z
  .strictObject({
    question: z.string().trim().min(1).max(2000),
    answers: z.array(z.string().trim().min(1).max(500)).min(2).max(6),
    correct: z.int().min(0).max(5).meta({ description: 'Which of the answers is right, counted from 0.' }),
    explanation: z.string().max(2000).default(''),
  })
  .refine(({ answers, correct }) => correct < answers.length, {
    message: 'must be the place of one of the answers, counted from 0',
    path: ['correct'],
  })
  .meta({ id: 'CheckQuestion' });

/** The campaign pauses itself when the first models are told apart. */
export const Target = z
  .strictObject({
    top: z.int().min(1).max(50).meta({ description: 'So many models from the first place on…' }),
    confidence: z.number().min(0.5).max(0.999).default(0.95).meta({
      description: '…each above every model behind it with at least this confidence, simultaneously.',
    }),
  })
  .meta({ id: 'Target' });
export type Target = z.infer<typeof Target>;

/** Raters who come from a recruitment platform: their id there comes in, a code goes out. */
export const Recruitment = z
  .strictObject({
    participant_parameter: z
      .string()
      .regex(/^[A-Za-z0-9_]{1,50}$/, 'must be a name of letters, digits and _, like PROLIFIC_PID')
      .default('PROLIFIC_PID')
      .meta({ description: "The parameter of the rating address that holds the participant's id." }),
    completion_code: z.string().trim().min(1).max(200),
    completion_url: z
      .url({ protocol: /^https$/, message: 'must be an https address' })
      .max(1000)
      .nullable()
      .default(null),
  })
  .meta({ id: 'Recruitment' });

/** How a campaign collects: all but its name, question and size. */
export const CampaignSettings = z.strictObject({
  kind: CampaignKind.default('pair'),
  content: ContentType.default('text'),
  choices: Choices.prefault({}),
  reasons: Names(30).meta({ description: 'Reasons that raters may tick, e.g. "more correct".' }),
  comments: z.enum(['off', 'optional', 'required']).default('optional'),
  access: z.enum(['link', 'invited']).default('link').meta({
    description: '`link`: whoever has the address rates, anonymously. `invited`: only personal addresses work.',
  }),
  language: z
    .enum(['auto', 'en', 'de'])
    .default('auto')
    .meta({ description: "Of the rating page; auto: the rater's." }),
  strategy: Strategy.default('coverage'),
  ratings_per_rater: z.int().min(1).max(100_000).nullable().default(null).meta({
    description: 'A rater who made so many is done; null: no limit.',
  }),
  budget: z.int().min(1).max(100_000_000).nullable().default(null).meta({
    description: "The campaign pauses itself after so many of people's ratings; null: no limit.",
  }),
  target: Target.nullable().default(null),
  gold_share: z.number().min(0).max(0.5).default(0.1).meta({
    description: 'Share of what a rater is handed that has a known answer, as long as there are such comparisons.',
  }),
  check: z.array(CheckQuestion).max(10).default([]).meta({
    description: 'Asked before the first comparison; whoever fails it twice does not rate.',
  }),
  recruitment: Recruitment.nullable().default(null),
  challenge: z.boolean().default(false).meta({
    description: 'Raters pass a Turnstile check first; the deployment needs its keys.',
  }),
  hold_automatically: z.boolean().default(false).meta({
    description:
      'Ratings of raters whom quality control finds suspicious are held at once, not only listed for review.',
  }),
});
export type CampaignSettings = z.infer<typeof CampaignSettings>;
