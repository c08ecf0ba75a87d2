import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';

/** Samples drawn for one question, and how many of them are right. */
export interface SampledQuestion {
  samples: number;
  correct: number;
}

/** The unbiased estimate 1 − C(n−c, k)/C(n, k) (Chen et al., arXiv 2107.03374), or null where n < k. */
export function passAtKOf(n: number, c: number, k: number): number | null {
  if (n < k || k < 1) return null;
  if (n - c < k) return 1;
  let miss = 1;
  for (let j = n - c + 1; j <= n; j++) miss *= 1 - k / j;
  return 1 - miss;
}

/** Mean pass@k over the questions with at least k samples, and how many questions had too few. */
export function passAtK(
  questions: SampledQuestion[],
  k: number,
  options: IntervalOptions,
): Estimate & { k: number; too_few: number } {
  const values = questions
    .map(({ samples, correct }) => passAtKOf(samples, correct, k))
    .filter((value) => value !== null);
  const rows = values.map((value) => Float64Array.of(value));
  const mean = { value: (sums: Float64Array, n: number) => (sums[0] ?? 0) / n, share: true };
  return { k, ...clusterBootstrap(rows, { mean }, options).mean, too_few: questions.length - values.length };
}
