import { z } from 'zod';
import { Measure } from './common.ts';
import { SelfCorrection } from './self-correction.ts';

const labels = {
  model: z.string().nullable(),
  task: z.string().nullable(),
  strategy: z.string().nullable(),
  iteration: z.int().nullable(),
};

/** The numbers of some attempts: `by` says what they were grouped by, the labels which group this is; null is any. */
export const ReportGroup = z
  .object({ by: z.array(z.enum(['model', 'task', 'strategy', 'iteration'])), ...labels, result: SelfCorrection })
  .meta({ id: 'ReportGroup' });
export type ReportGroup = z.infer<typeof ReportGroup>;

/**
 * What a sampler can still find and what its reward picks out, from the first attempts of one iteration at one temperature.
 * B-STaR (arXiv 2412.17256): pass_at_k_s, reward_at_k_s, diversity, balance_score; M-STaR (arXiv 2412.17451): greedy, gap, reward_pass_at_2.
 */
export const Dynamics = z
  .object({
    ...labels,
    temperature: z.number().nullable(),
    questions: z.int(),
    k: z.int().meta({ description: 'Samples a question: as many as the question with fewest has.' }),
    greedy: Measure.nullable().meta({ description: 'Accuracy of the attempts at temperature 0; null without any.' }),
    pass_at_1: Measure,
    pass_at_k: Measure,
    gap: Measure.nullable().meta({ description: 'pass_at_k minus greedy: what is left to learn from.' }),
    pass_at_k_s: z.array(z.object({ s: z.int(), value: Measure })).meta({
      description: 'Share of questions with at least s different right answers among k.',
    }),
    reward_at_k_s: z.array(z.object({ s: z.int(), value: Measure })).meta({
      description: 'Share of questions whose s samples of highest reward are all right; empty without rewards.',
    }),
    reward_pass_at_2: Measure.nullable().meta({
      description: 'Share of questions with a right sample among the two of highest reward.',
    }),
    diversity: Measure.nullable().meta({
      description: 'Different equations over equations of right answers, by question; null where none has any.',
    }),
    uniformity: z.number().nullable().meta({ description: '1 − std/mean of how many samples each question selects.' }),
    target: z.int().meta({ description: 'n*: different right answers wanted of a question.' }),
    threshold: z.number().meta({ description: 'A sample is selected above this reward.' }),
    selected: Measure.meta({ description: 'Samples selected, a question.' }),
    selected_accuracy: Measure.meta({ description: 'Share of the selected samples that are right.' }),
    quantity: Measure.meta({ description: "min(n'/n*, 1), n' different right answers among the selected." }),
    quality: Measure.meta({ description: "n'/n, n samples selected; only questions that select any." }),
    balance_score: Measure.meta({ description: 'The query effect, quantity × quality of each question, averaged.' }),
  })
  .meta({ id: 'Dynamics' });
export type Dynamics = z.infer<typeof Dynamics>;

export const habit_names = ['verification', 'backtracking', 'subgoals', 'backward_chaining'] as const;
export const Habit = z.enum(habit_names).meta({ id: 'Habit' });
export type Habit = z.infer<typeof Habit>;

/** How often one habit shows in texts. */
export const HabitMeasure = z
  .object({
    habit: Habit,
    mean: Measure.meta({ description: 'Occurrences a text.' }),
    share: Measure.meta({ description: 'Share of texts in which it shows at all.' }),
    per_100_words: Measure.meta({ description: 'Long texts show more of everything; this does not.' }),
  })
  .meta({ id: 'HabitMeasure' });

/** The judge's counts beside those of people, over the hand-labeled examples. */
export const HabitAgreement = z
  .object({
    habit: Habit,
    kappa: Measure.meta({ description: "Cohen's kappa of whether the habit shows." }),
    weighted_kappa: Measure.meta({ description: 'Of the counts, disagreement weighed by its square.' }),
    precision: Measure,
    recall: Measure,
    f1: Measure,
  })
  .meta({ id: 'HabitAgreement' });

/** Cognitive behaviors as a judge counts them, by the definitions of Gandhi et al. 2025 (arXiv 2503.01307). */
export const Behaviors = z
  .object({
    judge_id: z.string(),
    counts: z.array(
      z
        .object({
          ...labels,
          turn: z.int().nullable(),
          texts: z.int(),
          unread: z.int().meta({ description: 'Texts for which the judge gave no count.' }),
          habits: z.array(HabitMeasure),
        })
        .meta({ id: 'BehaviorCounts' }),
    ),
    agreement: z
      .object({ examples: z.int(), unread: z.int(), habits: z.array(HabitAgreement) })
      .nullable()
      .meta({
        description: 'Null where no hand-labeled examples were given: then nothing says how good the counts are.',
      }),
  })
  .meta({ id: 'Behaviors' });
export type Behaviors = z.infer<typeof Behaviors>;

/** Everything a report says. */
export const ReportResult = SelfCorrection.extend({
  groups: z.array(ReportGroup).default([]),
  dynamics: z.array(Dynamics).default([]),
  behaviors: Behaviors.nullable().default(null),
}).meta({ id: 'ReportResult' });
export type ReportResult = z.infer<typeof ReportResult>;
