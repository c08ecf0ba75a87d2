/**
 * Which of many p-values to act on so that at most a share `rate` of what is acted on is expected to be wrong:
 * Benjamini and Hochberg (JRSS B 57 (1995)). @returns the largest p-value to act on; 0 where there is none
 */
export function benjaminiHochberg(p_values: number[], rate: number): number {
  const sorted = p_values.toSorted((a, b) => a - b);
  const last = sorted.findLastIndex((p, i) => p <= (rate * (i + 1)) / sorted.length);
  return last < 0 ? 0 : (sorted[last] ?? 0);
}

/**
 * The same for e-values, whatever they have to do with each other: e-BH (Wang and Ramdas, JRSS B 84 (2022)).
 * @returns the least e-value to act on; infinite where there is none
 */
export function eBenjaminiHochberg(e_values: number[], rate: number): number {
  const sorted = e_values.toSorted((a, b) => b - a);
  const last = sorted.findLastIndex((e, i) => e >= sorted.length / (rate * (i + 1)));
  return last < 0 ? Number.POSITIVE_INFINITY : (sorted[last] ?? Number.POSITIVE_INFINITY);
}
