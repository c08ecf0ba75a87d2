import { z } from 'zod';
import { Id, Name, Page, Time } from './common.ts';
import { Critique, CritiqueRequest } from './critiques.ts';
import { Judgment, JudgmentRequest } from './judgments.ts';
import { LineError } from './uploads.ts';

/** Tasks one batch may hold. */
export const max_batch_tasks = 1_000_000;

const Models = z.array(Name).min(1).max(100);
const from_dataset = z.strictObject({
  kind: z.literal('dataset'),
  dataset_id: Id('dataset'),
  models: Models.optional().meta({
    description:
      'Whose responses; all models unless given. Mode pair compares every two of them, A being the one named first; mode rank ranks them all.',
  }),
});
const from_campaign = z.strictObject({ kind: z.literal('campaign'), campaign_id: Id('campaign') });
const from_upload = z.strictObject({ kind: z.literal('upload') });

/** Where the judgments of a batch come from. */
export const BatchSource = z
  .discriminatedUnion('kind', [
    from_dataset,
    from_campaign,
    z.strictObject({ kind: z.literal('requests'), requests: z.array(JudgmentRequest).min(1).max(1000) }),
    from_upload,
  ])
  .meta({
    id: 'BatchSource',
    description:
      'dataset: every response, pair or ranking of it, by the mode of the judge. campaign: its comparisons, for mode pair; its single responses, for modes score and rubric. requests: given here. upload: JSONL, one request a line, sent as parts.',
  });
export type BatchSource = z.infer<typeof BatchSource>;

const CallsPerMinute = z.int().min(1).max(1_000_000).nullable().default(null);
const CostCeiling = z.number().positive().nullable().default(null);

/** How a batch is to be run. */
export const batch_pace = {
  name: Name.optional(),
  cost_ceiling: CostCeiling.meta({
    description: "Stop at this cost, in the currency of the members' prices. What is under way is still finished.",
  }),
  calls_per_minute: CallsPerMinute.meta({ description: 'Model calls that may go out in any minute.' }),
  concurrency: z.int().min(1).max(100).default(12).meta({
    description: 'Model calls open at once, over all invocations. What makes no calls does not go by it.',
  }),
};

export const BatchCreate = z
  .strictObject({
    judge_id: Id('judge'),
    source: BatchSource,
    ...batch_pace,
    cache: z.enum(['use', 'skip']).default('use'),
  })
  .meta({ id: 'BatchCreate' });
export type BatchCreate = z.infer<typeof BatchCreate>;

/**
 * `waiting` takes parts; `planning` writes down the tasks; `running` works on them. `ceiling`, `stalled` (the model's server refuses)
 * and `cancelled` can be resumed; `done` and `failed` are over.
 */
export const BatchState = z
  .enum(['waiting', 'planning', 'running', 'done', 'cancelled', 'ceiling', 'stalled', 'failed'])
  .meta({ id: 'BatchState' });
export type BatchState = z.infer<typeof BatchState>;

const requests = z.strictObject({ kind: z.literal('requests') });

const progress = {
  name: Name,
  state: BatchState,
  message: z.string().nullable().meta({ description: 'Why it stopped.' }),
  total: z.int().meta({ description: 'Tasks planned; it grows while planning.' }),
  done: z.int(),
  dead: z.int().meta({ description: 'Given up after five attempts or for a reason that will not pass.' }),
  unreadable: z.int().meta({ description: 'Of those done.' }),
  calls: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost: z.number(),
  cost_ceiling: z.number().nullable(),
  calls_per_minute: z.int().nullable(),
  concurrency: z.int(),
  eta_ms: z.number().nullable().meta({ description: 'Time left at the pace of this run; null while unknown.' }),
  lines_bad: z.int().meta({ description: 'upload: lines that are no request that can be worked on.' }),
  errors: z.array(LineError).meta({ description: 'The first 100 bad lines.' }),
  passed_over: z.int().meta({ description: 'dataset: items with too few responses to compare.' }),
  created_at: Time,
  updated_at: Time,
  finished_at: Time.nullable(),
};

export const Batch = z
  .object({
    id: Id('batch'),
    judge_id: Id('judge'),
    source: z.discriminatedUnion('kind', [from_dataset, from_campaign, requests, from_upload]),
    ...progress,
    abstained: z.int().meta({ description: 'Of those done.' }),
    cache: z.enum(['use', 'skip']),
  })
  .meta({ id: 'Batch' });
export type Batch = z.infer<typeof Batch>;
export const BatchPage = Page(Batch, 'BatchPage');

export const BatchResume = z
  .strictObject({ cost_ceiling: z.number().positive().nullable().optional() })
  .meta({ id: 'BatchResume', description: 'A new ceiling, where the old one was reached; null takes it away.' });

/** `pending` is to be done (again), `judging` is being done. */
export const BatchTaskState = z.enum(['pending', 'judging', 'done', 'dead']).meta({ id: 'BatchTaskState' });
export type BatchTaskState = z.infer<typeof BatchTaskState>;

/** What a task of a batch is about: ids where the texts are stored already, else the line of the upload. */
export const BatchTaskOf = z
  .object({
    item_id: Id('item').optional(),
    response_ids: z.array(Id('response')).optional(),
    comparison_id: Id('comparison').optional(),
    critique_id: Id('critique').optional().meta({ description: 'The critique that is critiqued.' }),
    line: z.int().optional(),
  })
  .meta({ id: 'BatchTaskOf' });
export type BatchTaskOf = z.infer<typeof BatchTaskOf>;

export const BatchTask = z
  .object({
    n: z.int().meta({ description: 'Its place in the batch, from 1.' }),
    of: BatchTaskOf,
    state: BatchTaskState,
    attempts: z.int(),
    next_at: Time.nullable().meta({ description: 'Not tried again before this.' }),
    judgment_id: Id('judgment').nullable(),
    critique_id: Id('critique').nullable(),
    outcome: z.string().nullable(),
    error: z.string().nullable().meta({ description: 'What went wrong last.' }),
  })
  .meta({ id: 'BatchTask' });
export type BatchTask = z.infer<typeof BatchTask>;
export const BatchTaskPage = Page(BatchTask, 'BatchTaskPage');

const settled = {
  n: z.int(),
  of: BatchTaskOf,
  state: z.enum(['done', 'dead']),
  error: z.string().nullable(),
};

/** One line of a batch's results. */
export const BatchResult = z.object({ ...settled, judgment: Judgment.nullable() }).meta({ id: 'BatchResult' });
export type BatchResult = z.infer<typeof BatchResult>;

export const BatchRetried = z.object({ retried: z.int(), batch: Batch }).meta({ id: 'BatchRetried' });

/** Where the critiques of a batch come from. */
export const CritiqueBatchSource = z
  .discriminatedUnion('kind', [
    from_dataset,
    z.strictObject({ kind: z.literal('critiques'), batch_id: Id('batch') }),
    z.strictObject({ kind: z.literal('requests'), requests: z.array(CritiqueRequest).min(1).max(1000) }),
    from_upload,
  ])
  .meta({
    id: 'CritiqueBatchSource',
    description:
      'dataset: every response of it; `metadata.steps` of a response, where it has them, are its steps. critiques: every critique of another batch is critiqued. requests: given here. upload: JSONL, one request a line, sent as parts.',
  });

export const CritiqueBatchCreate = z
  .strictObject({
    critic_id: Id('critic'),
    source: CritiqueBatchSource,
    show_reference: z.boolean().default(true).meta({
      description: 'dataset: whether critics see the reference answer of an item.',
    }),
    ...batch_pace,
  })
  .meta({ id: 'CritiqueBatchCreate' });
export type CritiqueBatchCreate = z.infer<typeof CritiqueBatchCreate>;

/** Many critiques asked for at once; the same states and verbs as a batch of judgments. */
export const CritiqueBatch = z
  .object({
    id: Id('batch'),
    critic_id: Id('critic'),
    makes: z.enum(['critiques', 'revisions']).meta({
      description: 'revisions: each response is critiqued, then revised with its critique and without.',
    }),
    source: z.discriminatedUnion('kind', [
      from_dataset,
      z.strictObject({ kind: z.literal('critiques'), batch_id: Id('batch') }),
      requests,
      from_upload,
    ]),
    ...progress,
    show_reference: z.boolean(),
    undecided: z.int().meta({ description: 'Of those done: nobody had anything to check.' }),
  })
  .meta({ id: 'CritiqueBatch' });
export type CritiqueBatch = z.infer<typeof CritiqueBatch>;
export const CritiqueBatchPage = Page(CritiqueBatch, 'CritiqueBatchPage');

/** One line of the results of a batch of critiques. */
export const CritiqueBatchResult = z
  .object({ ...settled, critique: Critique.nullable() })
  .meta({ id: 'CritiqueBatchResult' });

export const CritiqueBatchRetried = z
  .object({ retried: z.int(), batch: CritiqueBatch })
  .meta({ id: 'CritiqueBatchRetried' });
