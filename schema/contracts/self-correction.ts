import { z } from 'zod';
import { Measure } from './common.ts';

export const TurnMeasure = z
  .object({ turn: z.int(), accuracy: Measure, unparsed: z.int(), unparsed_share: Measure })
  .meta({ id: 'TurnMeasure' });

const pair_measures = {
  accuracy_before: Measure,
  accuracy_after: Measure,
  delta: Measure,
  i_to_c: Measure,
  c_to_i: Measure,
  cl: Measure,
  cs: Measure,
  rss: Measure,
  confident: Measure,
  unconfident: Measure,
  critical: Measure,
  stubborn: Measure,
};

/**
 * What happened between two turns. Shares are of all questions: delta, i_to_c and c_to_i as Kumar et al. 2024 (arXiv 2409.12917)
 * define them; cl, cs and rss as Yang et al. 2024 (arXiv 2412.19513) do; the last four are the scenarios.
 */
export const TurnPair = z.object({ from: z.int(), to: z.int(), ...pair_measures }).meta({ id: 'TurnPair' });

/** The same measures from label probabilities instead of samples: Yang et al.'s estimator for classification. */
export const LabelEstimate = z.object({ questions: z.int(), ...pair_measures }).meta({ id: 'LabelEstimate' });

/** What becomes of k samples at one turn. */
export const Sampling = z
  .object({
    turn: z.int(),
    k: z.int(),
    pass_at_k: Measure.meta({
      description: 'At least one of k is right, unbiased (Chen et al. 2021, arXiv 2107.03374).',
    }),
    majority_at_k: Measure.nullable().default(null).meta({
      description: 'The commonest final answer of k is right; of equal counts the first reached. Null without answers.',
    }),
    tie_share: Measure.nullable().default(null).meta({ description: 'How often the vote of k was tied.' }),
    best_at_k: Measure.nullable().default(null).meta({
      description: 'The sample of highest reward among k is right; null without rewards.',
    }),
  })
  .meta({ id: 'Sampling' });

export const TurnState = z.enum(['right', 'wrong', 'unparsed']).meta({ id: 'TurnState' });

/** How many samples went from one state to another between consecutive turns; `share` weighs questions alike. */
export const Transition = z
  .object({ from: z.int(), to: z.int(), before: TurnState, after: TurnState, count: z.int(), share: Measure })
  .meta({ id: 'Transition' });

const edits = {
  n: z.int().meta({ description: 'Revisions measured.' }),
  mean: Measure,
  median: Measure,
  unchanged: Measure.meta({ description: 'Share of revisions that repeat the text before, letter by letter.' }),
};

/**
 * How much a later attempt differs from the one before it: edit distance over the length of both together, 0 the same text
 * (Kumar et al. 2024). A mass at 0 is a model that repeats itself.
 */
export const Revision = z
  .object({
    from: z.int(),
    to: z.int(),
    revisions: z
      .int()
      .meta({ description: 'Samples with a text at both turns; of very many an even choice is measured.' }),
    ...edits,
    answer_changed: Measure.nullable().meta({ description: 'Share with another final answer; null without answers.' }),
    by_outcome: z.array(
      z.object({ outcome: z.enum(['right_right', 'right_wrong', 'wrong_right', 'wrong_wrong']), ...edits }),
    ),
    histogram: z.array(z.object({ low: z.number(), high: z.number(), count: z.int() })).meta({
      description: 'Revisions by edit ratio; the first bin, 0 to 0, holds those that changed nothing.',
    }),
  })
  .meta({ id: 'Revision' });

/** Accuracy by turn, and each later turn against the first and against the one before it. */
export const SelfCorrection = z
  .object({
    questions: z.int(),
    samples: z.int(),
    dropped_samples: z.int().meta({ description: 'Samples without an attempt at every turn; they are left out.' }),
    turns: z.array(TurnMeasure),
    pairs: z.array(TurnPair),
    sampling: z.array(Sampling).default([]).meta({
      description: 'At the first turn and the last, where every question has several samples.',
    }),
    transitions: z.array(Transition).default([]),
    revisions: z.array(Revision).default([]),
    label: LabelEstimate.nullable().default(null),
  })
  .meta({ id: 'SelfCorrection' });
export type SelfCorrection = z.infer<typeof SelfCorrection>;
