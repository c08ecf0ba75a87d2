import { z } from 'zod';
import { AttemptGroup, AttemptSource } from './attempts.ts';
import { Id, Measure, Name, Page, Sha256, Time } from './common.ts';
import { AnswerKind } from './refinements.ts';
import { habit_names, ReportResult } from './report-parts.ts';
import { TurnState } from './self-correction.ts';

const Count = z.int().min(0).max(20);

/** Which behaviors are counted, by whom, and what people counted in some examples. */
export const BehaviorOptions = z
  .strictObject({
    judge_id: Id('judge').meta({
      description: `A rubric judge with the criteria ${habit_names.join(', ')}; prompt "four-habits" has their definitions.`,
    }),
    texts: z.int().min(1).max(500).default(200).meta({
      description: 'How many texts are judged, chosen evenly. Judgments that are in the ledger already are used again.',
    }),
    examples: z
      .array(
        z.strictObject({
          text: z.string().min(1).max(100_000),
          verification: Count,
          backtracking: Count,
          subgoals: Count,
          backward_chaining: Count,
        }),
      )
      .max(200)
      .default([])
      .meta({ description: 'Texts with counts made by hand, for the agreement of the judge with people.' }),
  })
  .meta({ id: 'BehaviorOptions' });
export type BehaviorOptions = z.infer<typeof BehaviorOptions>;

/** B-STaR's n* and tau, and the sizes S of Pass@K-S and Reward@K-S. */
export const DynamicsOptions = z
  .strictObject({
    target: z.int().min(1).max(1000).default(6),
    threshold: z.number().default(0),
    s: z.array(z.int().min(1).max(64)).min(1).max(8).default([1, 2, 4]),
  })
  .meta({ id: 'DynamicsOptions' });

/** How attempts that cannot be read, or are not there, are taken. */
export const ReadAs = z.object({
  unparsed: z.enum(['wrong', 'exclude']).default('wrong').meta({
    description: 'An answer that could not be read counts as wrong, or its sample is left out.',
  }),
  missing: z.enum(['drop', 'carry']).optional().meta({
    description:
      'A sample without a later attempt is left out, or its last attempt stands for it (a loop that stopped early): carry for refinements, otherwise drop.',
  }),
});

/** How a report is computed; part of what makes it what it is. */
const options = {
  seed: z.int().min(0).default(0),
  ...ReadAs.shape,
  answer: AnswerKind.optional().meta({
    description: 'How the final answer is read from texts that come without one; without it only given answers vote.',
  }),
  dynamics: DynamicsOptions.prefault({}),
};

export const ReportCreate = z
  .strictObject({ name: Name, source: AttemptSource, ...options, behaviors: BehaviorOptions.optional() })
  .meta({ id: 'ReportCreate' });
export type ReportCreate = z.infer<typeof ReportCreate>;

/** What goes with a file of JSONL, one Attempt or LabelAttempt a line. */
export const ReportFileQuery = z.object({
  name: Name,
  seed: z.coerce.number().int().min(0).default(0),
  unparsed: options.unparsed,
  missing: options.missing,
  answer: options.answer,
});

/** An immutable snapshot with the hash of what it was computed from. */
export const Report = z
  .object({
    id: Id('report'),
    name: Name,
    source: z.record(z.string(), z.unknown()),
    inputs_sha256: Sha256,
    seed: z.int(),
    result: ReportResult,
    created_at: Time,
  })
  .meta({ id: 'Report', description: 'Lists leave out all but counts, turns and pairs of the result.' });
export type Report = z.infer<typeof Report>;
export const ReportPage = Page(Report, 'ReportPage');

/** One sample of a report: the attempts at one question, in their order. */
export const ReportSample = z
  .object({
    question: z.string(),
    sample: z.int(),
    model: z.string().nullable(),
    task: z.string().nullable(),
    strategy: z.string().nullable(),
    iteration: z.int().nullable(),
    attempts: z.array(
      z.object({
        attempt: z.int(),
        state: TurnState,
        answer: z.string().nullable(),
        temperature: z.number().nullable(),
        reward: z.number().nullable(),
        text: z
          .string()
          .nullable()
          .meta({ description: 'Null where none was given, or what it came from is deleted.' }),
        refinement_id: Id('refinement').nullable(),
        step: z
          .int()
          .nullable()
          .meta({ description: 'Of the refinement; its critiques name this step as their parent.' }),
        response_id: Id('response').nullable(),
      }),
    ),
  })
  .meta({ id: 'ReportSample' });
export type ReportSample = z.infer<typeof ReportSample>;
export const ReportSamplePage = Page(ReportSample, 'ReportSamplePage');

export const ReportSampleQuery = z.object({
  question: z.string().max(200).optional(),
  model: z.string().max(200).optional(),
  task: z.string().max(200).optional(),
  strategy: z.string().max(200).optional(),
  first: TurnState.optional().meta({ description: 'Only samples whose first attempt is in this state.' }),
  last: TurnState.optional().meta({ description: 'Only samples whose last attempt is in this state.' }),
});

export const ReportCompare = z
  .strictObject({
    with: Id('report').meta({ description: 'The other report; the same one to compare two of its groups.' }),
    group: AttemptGroup.optional().meta({ description: 'Only these attempts of this report.' }),
    with_group: AttemptGroup.optional().meta({ description: 'Only these attempts of the other one.' }),
    seed: z.int().min(0).default(0),
  })
  .meta({ id: 'ReportCompare' });

/** Two reports on the questions they share, from the first turn to the last; differences are `with` minus this one. */
export const ReportComparison = z
  .object({
    report_id: Id('report'),
    with: Id('report'),
    questions: z.int(),
    only_a: z.int(),
    only_b: z.int(),
    differences: z.object({
      accuracy_before: Measure,
      accuracy_after: Measure,
      delta: Measure,
      i_to_c: Measure,
      c_to_i: Measure,
      cl: Measure,
      cs: Measure,
      rss: Measure,
      unparsed_before: Measure,
      unparsed_after: Measure,
    }),
    sampling: z
      .array(
        z.object({
          turn: z.enum(['first', 'last']),
          k: z.int(),
          pass_at_k: Measure,
          majority_at_k: Measure.nullable(),
          best_at_k: Measure.nullable(),
        }),
      )
      .meta({ description: 'Differences where both have several samples of every shared question.' }),
    test: z
      .object({ better_a: z.int(), better_b: z.int(), p_value: z.number() })
      .meta({ description: 'Questions on which either is better at the last turn; exact two-sided sign test.' }),
  })
  .meta({ id: 'ReportComparison' });
