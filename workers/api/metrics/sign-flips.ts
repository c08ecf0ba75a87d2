import { uniform } from './interval.ts';

/** Draws of a sign-flip test. */
export const flips = 10_000;

/** Two-sided: the share of random signs of clusters' differences whose sum is at least as far from 0; the observed signs count as one draw. */
export function signFlips(rows: { cluster: string; a: number; b: number }[], seed: number): number {
  const sums = new Map<string, number>();
  for (const { cluster, a, b } of rows) sums.set(cluster, (sums.get(cluster) ?? 0) + a - b);
  const gaps = Float64Array.from(sums.values());
  const observed = Math.abs(gaps.reduce((sum, gap) => sum + gap, 0));
  const random = uniform(seed);
  let far = 1;
  for (let draw = 0; draw < flips; draw++) {
    let sum = 0;
    for (const gap of gaps) sum += random() < 0.5 ? gap : -gap;
    if (Math.abs(sum) >= observed - 1e-12) far++;
  }
  return far / (flips + 1);
}

/** The test that fits: McNemar's where every row is a cluster of its own, sign flips of clusters where rows hang together. */
export function testOf(
  rows: { cluster: string; a: number; b: number }[],
  mcnemar: number,
  seed: number,
): { p_value: number; method: string } {
  const alone = new Set(rows.map(({ cluster }) => cluster)).size === rows.length;
  return alone
    ? { p_value: mcnemar, method: 'McNemar, exact binomial' }
    : { p_value: signFlips(rows, seed), method: `sign flips of clusters, ${flips} draws` };
}
