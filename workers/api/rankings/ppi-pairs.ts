import type { PpiPair } from './ppi-fit.ts';

/** What one comparison of two models came to, for whoever judged it: points of a, 0 to 1. */
export interface ComparisonPoints {
  comparison: string;
  model_a: string;
  model_b: string;
  points: number;
}

/**
 * Sums of each pair from single ratings and verdicts; several of one comparison are averaged first. A rated comparison without a verdict says nothing of
 * the judge and is left out; `unjudged` counts those.
 */
export function ppiPairs(
  people: ComparisonPoints[],
  judge: ComparisonPoints[],
): { pairs: PpiPair[]; unjudged: number } {
  const labels = byComparison(people);
  const pairs = new Map<string, PpiPair>();
  let seen = 0;
  for (const [comparison, verdict] of byComparison(judge)) {
    const { model_a, model_b, points: f } = verdict;
    const key = JSON.stringify([model_a, model_b]);
    const pair = pairs.get(key) ?? emptyPair(model_a, model_b);
    pairs.set(key, pair);
    const y = labels.get(comparison)?.points;
    if (y === undefined) {
      pair.verdicts += 1;
      pair.verdict_sum += f;
      pair.verdict_squares += f * f;
      continue;
    }
    seen += 1;
    pair.labels += 1;
    pair.sum_y += y;
    pair.sum_f += f;
    pair.sum_yy += y * y;
    pair.sum_ff += f * f;
    pair.sum_yf += y * f;
  }
  return { pairs: [...pairs.values()], unjudged: labels.size - seen };
}

function emptyPair(model_a: string, model_b: string): PpiPair {
  const human = { labels: 0, sum_y: 0, sum_f: 0, sum_yy: 0, sum_ff: 0, sum_yf: 0 };
  return { model_a, model_b, ...human, verdicts: 0, verdict_sum: 0, verdict_squares: 0 };
}

// The mean of each comparison, its models in the order of their names.
function byComparison(rows: ComparisonPoints[]): Map<string, ComparisonPoints> {
  const sums = new Map<string, ComparisonPoints & { count: number }>();
  for (const { comparison, ...row } of rows) {
    const turned = row.model_a > row.model_b;
    const [model_a, model_b] = turned ? [row.model_b, row.model_a] : [row.model_a, row.model_b];
    const points = turned ? 1 - row.points : row.points;
    const so_far = sums.get(comparison) ?? { comparison, model_a, model_b, points: 0, count: 0 };
    const count = so_far.count + 1;
    sums.set(comparison, { ...so_far, points: so_far.points + (points - so_far.points) / count, count });
  }
  return sums;
}
