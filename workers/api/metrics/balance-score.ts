import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** One sampled response of a query with its reward. */
export interface RewardedResponse {
  query_id: string;
  content: string;
  correct: boolean;
  reward: number;
}

/** B-STaR's balance score of one query: min(n′/n*, 1) · n′/n, and 0 where nothing was selected (arXiv 2412.17256, eq. 3). */
export function balanceScoreOf(selected: number, uniqueCorrect: number, target: number): number {
  return selected === 0 ? 0 : Math.min(uniqueCorrect / target, 1) * (uniqueCorrect / selected);
}

/** Mean balance score over all queries at a reward cut-off (strictly above it), with the number of queries that selected nothing. */
export function balanceScore(
  responses: RewardedResponse[],
  { target, threshold, ...interval }: IntervalOptions & { target: number; threshold: number },
): Estimate & { target: number; without_selection: number } {
  const queries = new Map<string, { selected: number; correct: Set<string> }>();
  for (const { query_id, content, correct, reward } of responses) {
    const query = queries.get(query_id) ?? { selected: 0, correct: new Set<string>() };
    queries.set(query_id, query);
    if (reward <= threshold) continue;
    query.selected += 1;
    if (correct) query.correct.add(content);
  }
  // Queries that selected nothing stay in the mean: dropping the hard ones would reward a high cut-off.
  const all = [...queries.values()];
  const rows = all.map((query) => Float64Array.of(balanceScoreOf(query.selected, query.correct.size, target)));
  const mean = { value: (sums: Float64Array, n: number) => (sums[0] ?? 0) / n, share: true };
  const without_selection = all.filter((query) => query.selected === 0).length;
  return { target, ...clusterBootstrap(rows, { mean }, interval).mean, without_selection };
}
