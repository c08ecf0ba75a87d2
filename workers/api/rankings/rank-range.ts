import { cos, log } from '../metrics/elementary.ts';
import { normalQuantile, percentile, uniform } from '../metrics/interval.ts';
import { cholesky } from './linear.ts';
import type { RankEntry } from './ranking.ts';
import { tierNumbers } from './tiers.ts';

const DEFAULT_ROUNDS = 1000;

/** Which places are plausible for one model, jointly with all others, and how probable it is that it is the best (null where the covariance is degenerate). */
export interface RankRange {
  best: number;
  worst: number;
  first_probability: number | null;
  /** Models of one tier cannot be told apart; 1 is the best. */
  tier: number;
}

/** How ranges are simulated. */
export interface RangeOptions {
  seed: number;
  rounds?: number;
  level?: number;
}

/** Gives each entry its range; `theta` and its covariance stand in the order of `models`. Returns what to note of the simulation. */
export function addRanges(
  entries: RankEntry[],
  models: string[],
  theta: Float64Array,
  covariance: Float64Array,
  options: RangeOptions,
): { seed: number; rounds: number } {
  const { seed, rounds = DEFAULT_ROUNDS } = options;
  const ranges = rankRanges(theta, covariance, options);
  const of = new Map(models.map((model, i) => [model, ranges[i]]));
  for (const entry of entries) {
    const range = of.get(entry.model);
    if (range) entry.range = range;
  }
  return { seed, rounds };
}

/**
 * Simultaneous rank ranges: with probability `level` every model's true rank lies in its range at once.
 * The critical value is that of the largest standardized difference over all pairs, simulated from the scores' covariance
 * (row-major, n × n); where the covariance is degenerate, Bonferroni's.
 */
export function rankRanges(theta: Float64Array, covariance: Float64Array, options: RangeOptions): RankRange[] {
  const n = theta.length;
  const { seed, rounds = DEFAULT_ROUNDS, level = 0.95 } = options;
  const apart = (i: number, j: number): number => {
    const variance = at(covariance, n, i, i) + at(covariance, n, j, j) - 2 * at(covariance, n, i, j);
    return Math.sqrt(Math.max(0, variance));
  };
  const error = Float64Array.from({ length: n * n }, (_, k) => apart(Math.floor(k / n), k % n));
  const factor = rootOf(covariance, n);
  const first = new Float64Array(n);
  const largest = new Float64Array(rounds);
  const normal = normalDraws(seed);
  for (let round = 0; factor && round < rounds; round++) {
    const noise = draw(factor, n, normal);
    largest[round] = largestDifference(noise, error, n);
    let top = 0;
    for (let i = 1; i < n; i++) if (sum(theta, noise, i) > sum(theta, noise, top)) top = i;
    first[top] = (first[top] ?? 0) + 1 / rounds;
  }
  const pairs = (n * (n - 1)) / 2;
  const critical = factor ? percentile(largest.sort(), level) : normalQuantile(1 - (1 - level) / 2 / pairs);
  const above = (i: number, j: number): boolean => (theta[i] ?? 0) - (theta[j] ?? 0) > critical * at(error, n, i, j);
  const tiers = tierNumbers(theta, (i, j) => i !== j && (above(i, j) || above(j, i)));
  return Array.from(theta, (_, i) => ({
    best: 1 + theta.filter((_, j) => j !== i && above(j, i)).length,
    worst: n - theta.filter((_, j) => j !== i && above(i, j)).length,
    first_probability: factor ? (first[i] ?? 0) : null,
    tier: tiers[i] ?? 1,
  }));
}

// Scores are centered, so their covariance is singular along the constant; a constant matrix lifts that without touching any difference.
function rootOf(covariance: Float64Array, n: number): Float64Array | null {
  let mean = 0;
  for (let i = 0; i < n; i++) mean += at(covariance, n, i, i) / n;
  const lifted = covariance.map((value) => value + mean / n);
  return cholesky(lifted, n) ? lifted : null;
}

function draw(factor: Float64Array, n: number, normal: () => number): Float64Array {
  const plain = Float64Array.from({ length: n }, normal);
  return plain.map((_, i) => {
    let total = 0;
    for (let k = 0; k <= i; k++) total += at(factor, n, i, k) * (plain[k] ?? 0);
    return total;
  });
}

function largestDifference(noise: Float64Array, error: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const gap = Math.abs((noise[i] ?? 0) - (noise[j] ?? 0)) / at(error, n, i, j);
      if (gap > most) most = gap;
    }
  }
  return most;
}

function normalDraws(seed: number): () => number {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * log(1 - random())) * cos(2 * Math.PI * random());
}

function at(matrix: Float64Array, n: number, i: number, j: number): number {
  return matrix[i * n + j] ?? 0;
}

function sum(theta: Float64Array, noise: Float64Array, i: number): number {
  return (theta[i] ?? 0) + (noise[i] ?? 0);
}
