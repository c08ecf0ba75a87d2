import { z } from 'zod';
import { Content } from './chat.ts';
import { Id, Metadata, Name, Page, Share, Time } from './common.ts';
import { ProviderConfig, ProviderKeys } from './providers.ts';

/** What a refinement may spend; whatever runs out first ends it. */
export const Budget = z
  .strictObject({
    calls: z.int().min(1).max(2000).default(64),
    tokens: z.int().min(1).max(50_000_000).nullable().default(null).meta({ description: 'Input and output together.' }),
    time_ms: z.int().min(1000).max(86_400_000).default(600_000),
    cost: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .meta({ description: "In the currency of the model's prices." }),
  })
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof Budget>;

/** How a final answer is found in an attempt, for votes. */
export const AnswerKind = z.enum(['number', 'boxed', 'choice', 'line', 'text']).meta({
  id: 'AnswerKind',
  description: 'The last number, the last \\boxed{…}, the last lone capital letter, the last line, or the whole text.',
});
export type AnswerKind = z.infer<typeof AnswerKind>;

const samples = z.int().min(1).max(64);
const rounds = z.int().min(1).max(16);

/** Every strategy and its options: one line each. */
export const strategy_options = {
  /** Answer, then review without outside feedback; the three prompts of the confidence-critique study. */
  intrinsic: z.strictObject({
    turns: z.int().min(2).max(16).default(2),
    review: z.enum(['reask', 'doubt', 'trust']).default('reask'),
    review_prompt: z.string().min(1).max(4000).optional().meta({ description: 'Your own words in its place.' }),
    samples: samples.default(1),
  }),
  'critique-loop': z.strictObject({
    rounds: rounds.default(3),
    chains: samples.default(1),
    critic: ProviderConfig.optional().meta({ description: 'The model itself where neither critic is given.' }),
    critic_id: Id('critic')
      .optional()
      .meta({ description: 'A stored critic instead: its critiques are in the ledger, under this refinement.' }),
  }),
  'best-of-n': z.strictObject({
    n: samples.default(8),
    by: z.enum(['log_likelihood', 'mean_log_likelihood', 'majority', 'judge']).default('judge'),
  }),
  'self-consistency': z.strictObject({ n: samples.default(8) }),
  'id-sampling': z.strictObject({
    first_budget: z.int().min(1).max(100_000).default(256).meta({ description: 'Tokens before the first trigger.' }),
    growth: z.number().min(1).max(16).default(2),
    max_tokens: z.int().min(1).max(200_000).default(8192),
    triggers: z
      .array(z.string().min(1).max(1000))
      .min(1)
      .max(20)
      .default(['\n\nWait. There may be a mistake above; let me go through it again from the start.\n\n']),
    on_end: z.enum(['accept', 'reflect_once']).default('accept'),
    n: samples.default(1),
  }),
  recursive: z.strictObject({
    rounds: rounds.default(2),
    critic: ProviderConfig.optional(),
    integrate: z.boolean().default(true),
  }),
  'tree-search': z.strictObject({
    iterations: z.int().min(1).max(200).default(12),
    branches: z.int().min(1).max(8).default(3),
    depth: z.int().min(1).max(64).default(12),
    roll_steps: z.int().min(0).max(8).default(1),
    roll_weight: Share.default(0.5),
    exploration: z.number().min(0).max(10).default(0.5),
    gate: Share.default(0.9).meta({ description: 'A complete solution worth this much ends the search.' }),
    end_marker: z.string().min(1).max(200).default('The answer is'),
  }),
} as const;

export type StrategyName = keyof typeof strategy_options;
export type StrategyOptions<S extends StrategyName> = z.infer<(typeof strategy_options)[S]>;
export const strategy_names = Object.keys(strategy_options) as [StrategyName, ...StrategyName[]];

const request = {
  prompt: Content,
  reference: z.string().max(1_000_000).nullable().default(null).meta({
    description: 'For the judge alone; the model never sees it.',
  }),
  model: ProviderConfig.meta({ description: 'What answers.' }),
  label: Name.optional().meta({ description: 'Name of the model in reports; its own where it is left out.' }),
  temperature: z.number().min(0).max(2).default(0.7),
  max_tokens: z.int().min(1).max(100_000).default(2000),
  answer: AnswerKind.default('number'),
  judge_id: Id('judge').optional().meta({
    description:
      'Judges attempts: mode score, rubric, reference or check. tree-search and best-of-n by judge need one.',
  }),
  accept: Share.default(0.9).meta({ description: 'A verdict this good and this sure ends the loop.' }),
  budget: Budget.prefault({}),
  dataset_id: Id('dataset').optional(),
  item_id: Id('item')
    .optional()
    .meta({ description: 'With dataset_id: attempts become responses to this item, for self-correction reports.' }),
  metadata: Metadata.default({}),
  seed: z.int().min(0).max(4_294_967_295).default(0),
};

const of = <S extends StrategyName, O extends z.ZodType>(strategy: S, options: O) =>
  z.strictObject({ ...request, strategy: z.literal(strategy), options });
const request_of = [
  of('intrinsic', strategy_options.intrinsic.prefault({})),
  of('critique-loop', strategy_options['critique-loop'].prefault({})),
  of('best-of-n', strategy_options['best-of-n'].prefault({})),
  of('self-consistency', strategy_options['self-consistency'].prefault({})),
  of('id-sampling', strategy_options['id-sampling'].prefault({})),
  of('recursive', strategy_options.recursive.prefault({})),
  of('tree-search', strategy_options['tree-search'].prefault({})),
] as const;

/** What is to be refined, and how. */
export const RefinementRequest = z.discriminatedUnion('strategy', [...request_of]).meta({ id: 'RefinementRequest' });
export type RefinementRequest = z.infer<typeof RefinementRequest>;

export const RefinementCreate = z
  .strictObject({
    request: RefinementRequest,
    background: z.boolean().default(false).meta({
      description: 'Answer at once and work in the queue. What takes longer than 30 seconds goes there by itself.',
    }),
    provider_keys: ProviderKeys.optional(),
  })
  .meta({ id: 'RefinementCreate' });
export type RefinementCreate = z.infer<typeof RefinementCreate>;

/** One thing that a strategy did: an answer tried, feedback on it, or a piece of an answer. */
export const RefinementStep = z
  .object({
    n: z.int(),
    kind: z.enum(['attempt', 'critique', 'thought', 'segment', 'judgment']),
    chain: z.int().meta({ description: 'Which of several independent lines.' }),
    turn: z.int().meta({ description: 'Which try in its line, from 1.' }),
    parent: z.int().nullable().meta({ description: 'The step this one came from.' }),
    content: z.string(),
    answer: z.string().nullable().meta({ description: 'The final answer that was read out of it.' }),
    log_likelihood: z.number().nullable(),
    value: Share.nullable().meta({ description: "The judge's view: 0 bad, 1 good." }),
    judgment_id: Id('judgment').nullable(),
    critique_id: Id('critique').nullable().meta({ description: "A stored critic's critique, in the ledger." }),
    finish: z.string(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost: z.number().nullable(),
    error: z.string().nullable(),
    created_at: Time,
  })
  .meta({ id: 'RefinementStep' });
export type RefinementStep = z.infer<typeof RefinementStep>;
export const RefinementStepPage = Page(RefinementStep, 'RefinementStepPage');

export const RefinementState = z
  .enum(['queued', 'running', 'done', 'failed', 'cancelled'])
  .meta({ id: 'RefinementState' });

/** Which attempt is returned, and why. */
export const RefinementResult = z
  .object({
    step: z.int().nullable(),
    content: z.string().nullable(),
    answer: z.string().nullable(),
    why: z.string(),
    stopped: z.enum(['finished', 'accepted', 'calls', 'tokens', 'time', 'cost', 'cancelled']),
    value: Share.nullable(),
    first_value: Share.nullable(),
    worse_than_first: z.boolean().nullable().meta({ description: 'By the judge; null where nobody judged both.' }),
    attempts: z.int(),
    votes: z.array(z.object({ answer: z.string(), count: z.int() })).nullable(),
  })
  .meta({ id: 'RefinementResult' });
export type RefinementResult = z.infer<typeof RefinementResult>;

export const Refinement = z
  .object({
    id: Id('refinement'),
    request: RefinementRequest,
    state: RefinementState,
    message: z.string().nullable(),
    result: RefinementResult.nullable(),
    calls: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost: z.number().nullable(),
    created_at: Time,
    updated_at: Time,
    finished_at: Time.nullable(),
  })
  .meta({ id: 'Refinement' });
export type Refinement = z.infer<typeof Refinement>;
export const RefinementPage = Page(Refinement, 'RefinementPage');
export const RefinementQuery = z.object({
  strategy: z.enum(strategy_names).optional(),
  dataset_id: Id('dataset').optional(),
});
