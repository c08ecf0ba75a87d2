import { exp, log, log1p } from '../elementary.ts';
import { logGamma } from '../tails.ts';

/** P(Bin(n, p) ≥ k). */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  let term = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p);
  let sum = 0;
  for (let i = k; i <= n; i++) {
    sum += exp(term);
    term += log((n - i) / (i + 1)) + log(p) - log1p(-p);
  }
  return Math.min(1, sum);
}

/** P(at least k of independent events happen), each with a chance of its own: the Poisson binomial tail by convolution. */
export function poissonBinomialTail(k: number, chances: number[]): number {
  if (k <= 0) return 1;
  // live[i]: the chance of i events so far; what reaches k stays there.
  const live = new Float64Array(k + 1);
  live[0] = 1;
  for (const [seen, p] of chances.entries()) {
    const top = Math.min(seen + 1, k);
    if (top === k) live[k] = (live[k] ?? 0) + p * (live[k - 1] ?? 0);
    for (let i = Math.min(top, k - 1); i > 0; i--) live[i] = (live[i] ?? 0) * (1 - p) + (live[i - 1] ?? 0) * p;
    live[0] = (live[0] ?? 0) * (1 - p);
  }
  return Math.min(1, live[k] ?? 0);
}

/** P(Poisson(mean) ≥ k). */
export function poissonTail(k: number, mean: number): number {
  if (k <= 0) return 1;
  if (mean <= 0) return 0;
  let term = k * log(mean) - mean - logGamma(k + 1);
  let sum = 0;
  for (let i = k; i < k + 10_000; i++) {
    const one = exp(term);
    sum += one;
    if (i > mean && one < sum * 1e-16) break;
    term += log(mean / (i + 1));
  }
  return Math.min(1, sum);
}

/** P(somewhere among n tries there are `run` successes in a row), each with chance p: 1 − f(n), f(n) = f(n−1) − (1−p)·p^run·f(n−run−1). */
export function runTail(run: number, n: number, p: number): number {
  if (run <= 0) return 1;
  if (run > n) return 0;
  const streak = p ** run;
  const without = new Float64Array(n + 1).fill(1);
  without[run] = 1 - streak;
  for (let i = run + 1; i <= n; i++)
    without[i] = (without[i - 1] ?? 0) - (1 - p) * streak * (without[i - run - 1] ?? 0);
  return Math.min(1, Math.max(0, 1 - (without[n] ?? 0)));
}
