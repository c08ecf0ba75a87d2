import { exp, log, log1p } from '../metrics/elementary.ts';

/** Draws whole counts that sum to `total`, in proportion to the weights, into `out`: one binomial draw a cell, whatever the total. */
export function drawMultinomial(weights: Float64Array, total: number, random: () => number, out: Float64Array): void {
  let left = total;
  let mass = 0;
  for (const weight of weights) mass += weight;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    const count = left > 0 && weight > 0 ? drawBinomial(left, Math.min(1, weight / mass), random) : 0;
    out[i] = count;
    left -= count;
    mass -= weight;
  }
}

/** A binomial draw: by inversion where few are expected, else by Hörmann's (1993) transformed rejection BTRS. */
export function drawBinomial(n: number, p: number, random: () => number): number {
  if (p > 0.5) return n - drawBinomial(n, 1 - p, random);
  if (p <= 0) return 0;
  return n * p < 12 ? byInversion(n, p, random) : byRejection(n, p, random);
}

function byInversion(n: number, p: number, random: () => number): number {
  const odds = p / (1 - p);
  let probability = exp(n * log1p(-p));
  let left = random() - probability;
  let k = 0;
  while (left > 0 && k < n) {
    k += 1;
    probability *= (odds * (n - k + 1)) / k;
    left -= probability;
  }
  return k;
}

function byRejection(n: number, p: number, random: () => number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const mode = Math.floor((n + 1) * p);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const room = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / room + b) * u + n * p + 0.5);
    if (k < 0 || k > n) continue;
    if (room >= 0.07 && v <= 0.92 - 4.2 / b) return k;
    const height = log((v * (2.83 + 5.1 / b) * spread) / (a / (room * room) + b));
    const ways = (x: number) => logFactorial(x) + logFactorial(n - x);
    if (height <= ways(mode) - ways(k) + (k - mode) * log(p / (1 - p))) return k;
  }
}

const SMALL = Array.from({ length: 10 }, (_, n) => {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return log(product);
});

// Stirling's series, exact to 1e-11 from 10 on.
function logFactorial(n: number): number {
  const small = SMALL[n];
  if (small !== undefined) return small;
  const inverse = 1 / n;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (n + 0.5) * log(n) - n + 0.9189385332046727 + series;
}
