import type { Estimate, IntervalOptions } from './interval.ts';
import { type PairMetric, pairMetrics, RR, RW, WR, WW } from './turn-pair.ts';

/** One question answered by label probabilities: `p1[l]` at the first turn, `p2[l][m]` for label m after l was given as the first answer. Rows of one `item_id` are one question. */
export interface LabelProbabilities {
  item_id?: string;
  gold: number;
  p1: number[];
  p2: number[][];
}

/** Self-correction metrics from label probabilities, without sampling (total probability over first answers). */
export function labelSelfCorrection(
  rows: LabelProbabilities[],
  options: IntervalOptions,
): Record<PairMetric, Estimate> {
  const questions = Map.groupBy(rows, (row) => row.item_id ?? row);
  return pairMetrics([...questions.values()].map(meanShares), options);
}

function meanShares(rows: LabelProbabilities[]): Float64Array {
  const mean = new Float64Array(4);
  for (const shares of rows.map(labelShares))
    for (const [column, share] of shares.entries()) mean[column] = (mean[column] ?? 0) + share / rows.length;
  return mean;
}

function labelShares({ gold, p1, p2 }: LabelProbabilities): Float64Array {
  const row = new Float64Array(4);
  for (const [label, first] of p1.entries()) {
    const repaired = first * (p2[label]?.[gold] ?? Number.NaN);
    row[label === gold ? RR : WR] = (row[label === gold ? RR : WR] ?? 0) + repaired;
    row[label === gold ? RW : WW] = (row[label === gold ? RW : WW] ?? 0) + first - repaired;
  }
  return row;
}
