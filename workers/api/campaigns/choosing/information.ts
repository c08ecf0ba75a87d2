import { winShare } from '../../rankings/pair-likelihood.ts';
import { anyOf, type DrawPairs } from './draw.ts';

/**
 * One after another the pair that adds most to the determinant of the Bradley–Terry information: 1 + w·dᵀΣd with w = p(1 − p) and dᵀΣd
 * the variance of the two scores' difference (D-optimality; Fedorov 1972, "Theory of Optimal Experiments"). Each choice is counted as if
 * it had been rated (Sherman–Morrison) before the next is made, so that the draws differ.
 */
export const information: DrawPairs = ({ models, a, b, theta, covariance: copy }, count, random) => {
  const n = models.length;
  const covariance = copy();
  const weights = Float64Array.from(a, (first, pair) => {
    const p = winShare((theta[first] ?? 0) - (theta[b[pair] ?? 0] ?? 0));
    return p * (1 - p);
  });
  const gain = (pair: number): number => {
    const [i, j] = [a[pair] ?? 0, b[pair] ?? 0];
    const spread = (covariance[i * n + i] ?? 0) + (covariance[j * n + j] ?? 0) - 2 * (covariance[i * n + j] ?? 0);
    return (weights[pair] ?? 0) * spread;
  };
  const best = (): number => {
    // From a random place on, so that equals take turns.
    const from = anyOf(a.length, random);
    let [found, most] = [from, Number.NEGATIVE_INFINITY];
    for (let step = 0; step < a.length; step++) {
      const pair = from + step < a.length ? from + step : from + step - a.length;
      const value = gain(pair);
      if (value > most) [found, most] = [pair, value];
    }
    return found;
  };
  const column = new Float64Array(n);
  const rate = (pair: number): void => {
    const [i, j] = [a[pair] ?? 0, b[pair] ?? 0];
    const share = (weights[pair] ?? 0) / (1 + gain(pair));
    for (let k = 0; k < n; k++) column[k] = (covariance[i * n + k] ?? 0) - (covariance[j * n + k] ?? 0);
    for (let r = 0; r < n; r++) {
      const scale = share * (column[r] ?? 0);
      for (let k = 0; k < n; k++) covariance[r * n + k] = (covariance[r * n + k] ?? 0) - scale * (column[k] ?? 0);
    }
  };
  const chosen: number[] = [];
  while (a.length > 0 && chosen.length < count) {
    const pair = best();
    chosen.push(pair);
    rate(pair);
  }
  return chosen;
};
