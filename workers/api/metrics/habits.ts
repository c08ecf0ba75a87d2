import { cohenKappa } from './agreement.ts';
import { clusterBootstrap, type Statistic } from './bootstrap.ts';
import { clusterSums, ratio, tally } from './clusters.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** How often a habit was counted in one text; texts of one question hang together. */
export interface HabitCount {
  item_id: string;
  count: number;
  words: number;
}

/** How often a habit shows. */
export interface HabitReport {
  mean: Estimate;
  share: Estimate;
  per_100_words: Estimate;
}

/** Mean count a text, share of texts with any, and count per 100 words, since long texts show more of everything. */
export function habitCounts(rows: HabitCount[], options: IntervalOptions): HabitReport {
  const clustered = rows.map((row) => ({ ...row, cluster: row.item_id }));
  const sums = clusterSums(clustered, 4, ({ count, words }, row) => {
    tally(row, 0, count);
    tally(row, 1, Number(count >= 0.5));
    tally(row, 2, words / 100);
    tally(row, 3);
  });
  const statistics: Record<keyof HabitReport, Statistic> = {
    mean: { value: (row) => ratio(row, 0, 3) },
    share: { value: (row) => ratio(row, 1, 3), share: true },
    per_100_words: { value: (row) => ratio(row, 0, 2) },
  };
  return clusterBootstrap(sums, statistics, options);
}

/** A judge's counts of a habit beside those of people. */
export interface HabitAgreementReport {
  kappa: Estimate;
  weighted_kappa: Estimate;
  precision: Estimate;
  recall: Estimate;
  f1: Estimate;
}

/** Agreement of counts [by people, by the judge]: Cohen's kappa of whether the habit shows, squared-weighted kappa of the counts, precision, recall and F1. */
export function habitAgreement(pairs: [number, number][], options: IntervalOptions): HabitAgreementReport {
  const shows = (count: number) => (count >= 0.5 ? 'yes' : 'no');
  const rows = pairs.map(([gold, judged]) => {
    const [is, said] = [gold >= 0.5, judged >= 0.5];
    return Float64Array.of(Number(is && said), Number(said), Number(is));
  });
  const f1 = (row: Float64Array) => {
    const either = (row[1] ?? 0) + (row[2] ?? 0);
    return either === 0 ? null : (2 * (row[0] ?? 0)) / either;
  };
  const statistics: Record<'precision' | 'recall' | 'f1', Statistic> = {
    precision: { value: (row) => ratio(row, 0, 1), support: (row) => (row[1] ?? 0) > 0, share: true },
    recall: { value: (row) => ratio(row, 0, 2), support: (row) => (row[2] ?? 0) > 0, share: true },
    f1: { value: f1, support: (row) => (row[1] ?? 0) + (row[2] ?? 0) > 0 },
  };
  const presence = pairs.map(([gold, judged]): [string, string] => [shows(gold), shows(judged)]);
  const counts = pairs.map(([gold, judged]): [number, number] => [Math.round(gold), Math.round(judged)]);
  return {
    kappa: cohenKappa(presence, options),
    weighted_kappa: cohenKappa(counts, { ...options, distance: 'quadratic' }),
    ...clusterBootstrap(rows, statistics, options),
  };
}
