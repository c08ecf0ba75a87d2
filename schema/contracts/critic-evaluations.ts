import { z } from 'zod';
import { batch_pace } from './batches.ts';
import { Content } from './chat.ts';
import { Id, Measure, Name, Page, Share, Time } from './common.ts';
import { EvaluationState } from './evaluations.ts';
import { ProviderConfig } from './providers.ts';

const Annotated = z
  .strictObject({
    prompt: Content.optional(),
    response: z.string().max(1_000_000).optional(),
    steps: z.array(z.string().min(1).max(100_000)).min(1).max(200).optional(),
    first_error: z.int().min(1).max(200).nullable().meta({ description: 'The first wrong step; null: all are right.' }),
    cluster: z.string().min(1).max(200).optional().meta({ description: 'What hangs together, such as a question.' }),
  })
  .meta({ id: 'AnnotatedSolution' });

/** Where annotated solutions come from. */
export const CriticEvaluationSource = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('dataset'),
      dataset_id: Id('dataset'),
      models: z.array(Name).min(1).max(100).optional(),
    }),
    z.strictObject({ kind: z.literal('batch'), batch_id: Id('batch') }),
    z.strictObject({ kind: z.literal('samples'), samples: z.array(Annotated).min(1).max(1000) }),
  ])
  .meta({
    id: 'CriticEvaluationSource',
    description:
      'dataset: its responses are critiqued by a batch first; `metadata.label` of a response is its first wrong step (0: all are right), or `metadata.step_labels` has true or false for each step, null where nobody looked. batch: a batch of critiques that was run, of a dataset, of requests with the same `metadata`, or of critiques of such. samples: given here.',
  });

/** How the gain of a critique is measured. */
export const GainOptions = z
  .strictObject({
    model: ProviderConfig.meta({ description: 'What revises: once with the critique, once without.' }),
    judge_id: Id('judge').meta({
      description: 'Mode reference or check, such as a rule: says which answers are right.',
    }),
    without: z.enum(['reask', 'doubt', 'trust']).default('reask').meta({
      description: 'How a revision without the critique is asked for: the question again, or words of doubt or trust.',
    }),
    temperature: z.number().min(0).max(2).default(0),
    max_tokens: z.int().min(1).max(100_000).default(2000),
  })
  .meta({ id: 'GainOptions' });
export type GainOptions = z.infer<typeof GainOptions>;

export const CriticEvaluationCreate = z
  .strictObject({
    source: CriticEvaluationSource,
    gain: GainOptions.optional().meta({
      description: 'Measure the refinement gain instead: source dataset. `correct` of a response is taken as it is.',
    }),
    cluster: z.string().min(1).max(100).optional().meta({
      description:
        "A field of the items' metadata: solutions that share its value are resampled together; else an item's.",
    }),
    show_reference: z.boolean().default(false).meta({
      description:
        'Whether the critic sees the reference answer; where it does, its critique may give the answer away.',
    }),
    seed: z.int().min(0).max(4_294_967_295).default(0),
    ...batch_pace,
  })
  .meta({ id: 'CriticEvaluationCreate' });
export type CriticEvaluationCreate = z.infer<typeof CriticEvaluationCreate>;

const Named = z
  .object({ precision: Measure, recall: Measure, f1: Measure })
  .meta({ id: 'NamedErrors', description: 'Steps called wrong against annotated errors, each step counted once.' });

/** How well a critic finds errors; ProcessBench, arXiv 2412.06559, defines the measures of the first one. */
export const ErrorsResult = z
  .object({
    measure: z.literal('errors'),
    n: z.int().meta({ description: 'Solutions in the shares below; `n` of a measure counts clusters.' }),
    clusters: z.int(),
    unreadable: z.int().meta({ description: 'Solutions of which no critic could be read: in no share.' }),
    unlabeled: z.int(),
    failed: z.int().meta({ description: 'Solutions that got no critique.' }),
    error_accuracy: Measure.meta({ description: 'Of the solutions with an error: the first wrong step is found.' }),
    correct_accuracy: Measure.meta({ description: 'Of the right solutions: no step is called wrong.' }),
    f1: Measure.meta({ description: 'Harmonic mean of the two.' }),
    detection: Measure.meta({ description: 'Of the solutions with an error, those with any step called wrong.' }),
    precision: Measure.meta({ description: 'Of the solutions with a step called wrong, those with an error.' }),
    steps: Named,
    target: z
      .object({
        before: Named.meta({ description: 'Of the critiques that were critiqued.' }),
        after: Named.meta({ description: 'Of what stands after: valid points and missed errors.' }),
        points_right: Measure.meta({ description: 'Of the points found valid or invalid, those that are so.' }),
        missed_found: Measure.meta({ description: 'Of the annotated errors that no point names, those found.' }),
      })
      .nullable()
      .meta({ description: 'Where critiques were critiqued.' }),
    calls: z.int(),
    cost: z.number().nullable(),
  })
  .meta({ id: 'ErrorsResult' });

const Arms = z.object({ with_critique: Measure, without: Measure, difference: Measure }).meta({ id: 'GainArms' });

/** Whether an answer revised by the critique becomes right more often than one revised without. */
export const GainResult = z
  .object({
    measure: z.literal('gain'),
    n: z.int().meta({ description: 'Responses whose both revisions were graded.' }),
    clusters: z.int(),
    unreadable: z.int().meta({ description: 'Responses of which no critic could be read: in no share.' }),
    failed: z.int(),
    ungraded: z.object({ first: z.int(), with_critique: z.int(), without: z.int() }),
    first: Measure.meta({ description: 'Share right before revision.' }),
    with_critique: Measure,
    without: Measure,
    gain: Measure.meta({ description: 'With the critique minus without, on the same responses.' }),
    only_with: z.int().meta({ description: 'Responses right only with the critique.' }),
    only_without: z.int(),
    p_value: Share,
    method: z.string(),
    repaired: Arms.meta({ description: 'Of the responses wrong at first, those right after.' }),
    broken: Arms.meta({ description: 'Of the responses right at first, those wrong after.' }),
    discrimination: z
      .object({ all: Measure, right: Measure, wrong: Measure })
      .meta({ description: 'Share of decisions (keep, revise) that are the truth; of right and of wrong responses.' }),
    calls: z.int(),
    cost: z.number().nullable(),
  })
  .meta({ id: 'GainResult' });

export const CriticEvaluationResult = z
  .discriminatedUnion('measure', [ErrorsResult, GainResult])
  .meta({ id: 'CriticEvaluationResult' });
export type CriticEvaluationResult = z.infer<typeof CriticEvaluationResult>;

/** A critic measured against annotations; it never changes once it is done. */
export const CriticEvaluation = z
  .object({
    id: Id('critic_evaluation'),
    critic_id: Id('critic'),
    name: Name,
    measure: z.enum(['errors', 'gain']),
    source: z.record(z.string(), z.unknown()),
    gain: GainOptions.nullable(),
    cluster: z.string().nullable(),
    batch_id: Id('batch').meta({ description: 'Cancel, resume and read it at /v1/critique-batches.' }),
    seed: z.int(),
    state: EvaluationState,
    message: z.string().nullable(),
    result: CriticEvaluationResult.nullable(),
    created_at: Time,
    finished_at: Time.nullable(),
  })
  .meta({ id: 'CriticEvaluation' });
export type CriticEvaluation = z.infer<typeof CriticEvaluation>;
export const CriticEvaluationPage = Page(CriticEvaluation, 'CriticEvaluationPage');
