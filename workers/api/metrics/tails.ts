import { atan, exp, log } from './elementary.ts';

/** The natural logarithm of the gamma function, for x > 0 (Lanczos's approximation, relative error below 1e-13). */
export function logGamma(x: number): number {
  let series = 0.99999999999980993;
  for (let i = 0; i < LANCZOS.length; i++) series += (LANCZOS[i] ?? 0) / (x + i);
  const t = x + 6.5;
  return 0.5 * log(2 * Math.PI) + (x - 0.5) * log(t) - t + log(series);
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** P(X ≥ x) of a chi-square variable: its series below the mean, Lentz's continued fraction above it. */
export function chiSquareTail(x: number, degrees: number): number {
  if (degrees <= 0) return 1;
  const [a, z] = [degrees / 2, x / 2];
  if (z <= 0) return 1;
  const scale = exp(a * log(z) - z - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; term > sum * 1e-16 && k < 10_000; k++) {
      term *= z / (a + k);
      sum += term;
    }
    return Math.max(0, 1 - scale * sum);
  }
  return scale * fraction(z + 1 - a, (i) => -i * (i - a), 2);
}

// 1 / (b₀ + c₁ / (b₁ + c₂ / (b₂ + …))) with b growing by `step`.
function fraction(first: number, numerator: (i: number) => number, step: number): number {
  let b = first;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i < 10_000; i++) {
    b += step;
    d = 1 / (numerator(i) * d + b);
    c = b + numerator(i) / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}

/** The two-sided critical value of Student's t: how far from 0 a variable stays with probability `level`. */
export function studentCritical(level: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (high < 1e9 && studentWithin(high, degrees) < level) high *= 2;
  for (let step = 0; step < 100 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

// P(|T| ≤ t) for whole degrees of freedom, by the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4.
function studentWithin(t: number, degrees: number): number {
  const long = Math.sqrt(degrees + t * t);
  const [sine, cosine] = [t / long, Math.sqrt(degrees) / long];
  const square = cosine * cosine;
  const odd = degrees % 2;
  let term = odd ? cosine : 1;
  let sum = degrees > 1 ? term : 0;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= (square * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (atan(t / Math.sqrt(degrees)) + sine * sum) : sine * sum;
}
