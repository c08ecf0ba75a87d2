import { z } from 'zod';
import { Id, Name, Share } from './common.ts';
import { strategy_names } from './refinements.ts';

/** What tells sets of attempts apart in a report; null where it was not said. */
const labels = {
  model: Name.nullable().default(null),
  task: Name.nullable().default(null),
  strategy: Name.nullable().default(null),
  iteration: z.int().min(0).max(1_000_000).nullable().default(null).meta({
    description: 'Round of training, for exploration and exploitation by iteration.',
  }),
};

/** One try at one question, already judged; `correct` null means that no answer could be read. */
export const Attempt = z
  .strictObject({
    question: z.string().min(1).max(200),
    sample: z.int().min(0).default(0),
    attempt: z.int().min(1).max(100),
    correct: z.boolean().nullable(),
    ...labels,
    text: z.string().max(100_000).nullable().default(null).meta({
      description: 'The whole attempt: for edit distances, diversity and behaviours.',
    }),
    answer: z.string().max(2000).nullable().default(null).meta({ description: 'Its final answer, for votes.' }),
    temperature: z.number().min(0).max(5).nullable().default(null).meta({ description: '0 marks a greedy attempt.' }),
    reward: z.number().nullable().default(null).meta({ description: 'What a reward model gave it, for best@k.' }),
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof Attempt>;
/** An attempt as it is sent: what has a default may be left out. */
export type AttemptInput = z.input<typeof Attempt>;

const Distribution = z
  .array(Share)
  .min(2)
  .max(100)
  .refine((shares) => Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 0.01, 'must sum to 1');

/** A question answered by label probabilities: `p1[l]` at the first turn, `p2[l][m]` for label m once l was put in as the first answer. */
export const LabelAttempt = z
  .strictObject({
    question: z.string().min(1).max(200),
    gold: z.int().min(0).max(99).meta({ description: 'Which label is right, from 0.' }),
    p1: Distribution,
    p2: z.array(Distribution).min(2).max(100),
    ...labels,
  })
  .superRefine(({ gold, p1, p2 }, check) => {
    const size = p1.length;
    if (gold >= size)
      check.addIssue({
        code: 'custom',
        path: ['gold'],
        message: `must be one of the ${size} labels, 0 to ${size - 1}`,
      });
    if (p2.length !== size || p2.some((row) => row.length !== size))
      check.addIssue({
        code: 'custom',
        path: ['p2'],
        message: `must have ${size} rows of ${size}, one for each label`,
      });
  })
  .meta({ id: 'LabelAttempt' });
export type LabelAttempt = z.infer<typeof LabelAttempt>;

const judge_id = Id('judge').optional().meta({ description: 'Judges the attempts that carry no `correct`.' });

/** Where a report's attempts come from. A file of JSONL goes to POST /v1/self-correction-reports/jsonl. */
export const AttemptSource = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('attempts'),
        attempts: z.array(Attempt).max(20_000).default([]),
        label_attempts: z.array(LabelAttempt).max(5000).default([]),
      })
      .refine(({ attempts, label_attempts }) => attempts.length + label_attempts.length > 0, 'must hold an attempt'),
    z.strictObject({
      kind: z.literal('dataset'),
      dataset_id: Id('dataset'),
      model: Name.optional().meta({ description: 'All models of the dataset where it is left out.' }),
      judge_id,
    }),
    z.strictObject({
      kind: z.literal('refinements'),
      dataset_id: Id('dataset').optional(),
      model: Name.optional(),
      strategy: z.enum(strategy_names).optional(),
      created_from: z.int().nonnegative().optional().meta({ description: 'Only refinements from this time on.' }),
      created_before: z.int().nonnegative().optional(),
      judge_id,
    }),
    z.strictObject({
      kind: z.literal('jobs'),
      job_ids: z.array(Id('job')).min(1).max(50),
      artifact: Name.default('attempts.jsonl').meta({ description: 'The artifact of each job that holds attempts.' }),
    }),
  ])
  .meta({ id: 'AttemptSource' });
export type AttemptSource = z.infer<typeof AttemptSource>;

/** Some of a report's attempts: those of one model, task, strategy or iteration. */
export const AttemptGroup = z
  .strictObject({
    model: Name.optional(),
    task: Name.optional(),
    strategy: Name.optional(),
    iteration: z.int().min(0).optional(),
  })
  .meta({ id: 'AttemptGroup' });
export type AttemptGroup = z.infer<typeof AttemptGroup>;
