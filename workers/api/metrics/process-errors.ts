import { clusterBootstrap } from './bootstrap.ts';
import { type Clustered, clusterSums, tally } from './clusters.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** One solution: its first wrong step as annotated and as the critic says, from 1; null where every step is right. */
export interface ProcessJudged extends Clustered {
  annotated: number | null;
  predicted: number | null;
  unreadable?: boolean;
}

/** How well first errors are found. */
export type ProcessErrors = {
  n: number;
  /** Solutions of which the critic said nothing that could be read: in no share below. */
  unreadable: number;
  /** Of the solutions with an error: the first wrong step is the right one. */
  error_accuracy: Estimate;
  /** Of the right solutions: no step is called wrong. */
  correct_accuracy: Estimate;
  /** Harmonic mean of the two. */
  f1: Estimate;
  /** Of the solutions with an error: any step is called wrong, be it the right one. */
  detection: Estimate;
  /** Of the solutions with a step called wrong: there is an error. */
  precision: Estimate;
};

const columns = ['erroneous', 'located', 'right', 'cleared', 'flagged_erroneous', 'flagged'] as const;

/**
 * First-error accuracy and F1 as ProcessBench defines them (Zheng et al. 2024, arXiv 2412.06559, section 3.3: the harmonic mean of the
 * accuracies on erroneous and on correct samples), with bootstrap intervals over clusters of solutions (a question's). An F1 of nothing located is 0; without
 * solutions of both kinds it is null.
 */
export function firstErrorAccuracy(judged: ProcessJudged[], options: IntervalOptions = { seed: 0 }): ProcessErrors {
  const read = judged.filter(({ unreadable }) => !unreadable);
  const rows = clusterSums(read, columns.length, ({ annotated, predicted }, sums) => {
    const is = annotated !== null;
    const says = predicted !== null;
    const marks = [is, is && annotated === predicted, !is, !is && !says, is && says, says];
    for (const [column, mark] of marks.entries()) tally(sums, column, Number(mark));
  });
  const at = (sums: Float64Array, name: (typeof columns)[number]) => sums[columns.indexOf(name)] ?? 0;
  const share = (part: (typeof columns)[number], whole: (typeof columns)[number]) => ({
    value: (sums: Float64Array) => (at(sums, whole) === 0 ? null : at(sums, part) / at(sums, whole)),
    support: (row: Float64Array) => at(row, whole) > 0,
    share: true,
  });
  const error = share('located', 'erroneous');
  const correct = share('cleared', 'right');
  const harmonic = (sums: Float64Array) => {
    const [a, b] = [error.value(sums), correct.value(sums)];
    if (a === null || b === null) return null;
    return a + b === 0 ? 0 : (2 * a * b) / (a + b);
  };
  const estimates = clusterBootstrap(
    rows,
    {
      error_accuracy: error,
      correct_accuracy: correct,
      f1: { value: harmonic, share: true },
      detection: share('flagged_erroneous', 'erroneous'),
      precision: share('flagged_erroneous', 'flagged'),
    },
    options,
  );
  return { n: read.length, unreadable: judged.length - read.length, ...estimates };
}
