import { exp } from './elementary.ts';

/** A number with its interval and the count it rests on; null where it is undefined (never 0 in its place). */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

/** How intervals are made: `rounds` resamples from `seed`, at confidence `level`. */
export interface IntervalOptions {
  seed: number;
  rounds?: number;
  level?: number;
}

/** A generator of uniform numbers in [0, 1): Mulberry32, so that the same seed gives the same interval anywhere. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The p-quantile of ascending values, by linear interpolation (Hyndman and Fan's type 7). */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** The standard normal quantile, by bisection of the distribution function. */
export function normalQuantile(p: number): number {
  if (p <= 0 || p >= 1) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  let low = -10;
  let high = 10;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The standard normal distribution function, by Marsaglia's series (absolute error below 1e-14 for |z| < 7). */
export function normalCdf(z: number): number {
  if (z < -9) return 0;
  if (z > 9) return 1;
  let sum = z;
  let term = z;
  for (let i = 3; Math.abs(term) > 1e-18; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + (sum * exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Wilson's score interval of a share. */
export function wilson(successes: number, n: number, level = 0.95): Estimate {
  if (n === 0) return { value: null, low: null, high: null, n };
  const z = normalQuantile(1 - (1 - level) / 2);
  const share = successes / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { value: share, low: successes <= 0 ? 0 : middle - half, high: successes >= n ? 1 : middle + half, n };
}
