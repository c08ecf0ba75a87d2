import { clusterBootstrap, type Statistic } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** What one rater gave one model: how many scores, and their sum. */
export interface RaterScores {
  model: string;
  rater: string;
  count: number;
  sum: number;
}

/** Additions that the intervals of all models may cost together. */
const most_steps = 100_000_000;

const mean: Statistic = { value: ([count = 0, sum = 0]) => (count === 0 ? null : sum / count) };

/**
 * The mean score of each model, with a percentile interval by resampling raters (Field and Welsh 2007, the cluster bootstrap):
 * scores of one rater hang together. `n` counts raters; with one rater there is no interval.
 */
export function scoreMeans(rows: RaterScores[], options: IntervalOptions): Map<string, Estimate> {
  const by_model = Map.groupBy(rows, ({ model }) => model);
  const rounds = Math.max(100, Math.min(options.rounds ?? 1000, Math.floor(most_steps / Math.max(1, rows.length))));
  const means = [...by_model].map(([model, given]): [string, Estimate] => {
    const clusters = given
      .toSorted((a, b) => (a.rater < b.rater ? -1 : 1))
      .map(({ count, sum }) => Float64Array.of(count, sum));
    return [model, clusterBootstrap(clusters, { mean }, { ...options, rounds }).mean];
  });
  return new Map(means);
}
