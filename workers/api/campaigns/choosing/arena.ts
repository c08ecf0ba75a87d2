import type { DrawPairs } from './draw.ts';

/**
 * In proportion to how much one more rating narrows the pair's win rate: √(v/n) − √(v/(n + 1)), v the variance of one result, a tie half
 * a win (Chiang et al. 2024, "Chatbot Arena", section 5). A win each way is added to the counts, so that a pair that has not met, or
 * always ended the same way, has a variance too.
 */
export const arena: DrawPairs = ({ wins_a, wins_b, ties }, count, random) => {
  const sums = new Float64Array(wins_a.length);
  let sum = 0;
  for (let pair = 0; pair < sums.length; pair++) {
    const tied = ties[pair] ?? 0;
    const won = (wins_a[pair] ?? 0) + 1;
    const n = won + (wins_b[pair] ?? 0) + 1 + tied;
    const rate = (won + tied / 2) / n;
    const variance = (won + tied / 4) / n - rate * rate;
    sum += Math.sqrt(variance / n) - Math.sqrt(variance / (n + 1));
    sums[pair] = sum;
  }
  return sum > 0 ? Array.from({ length: count }, () => firstAbove(sums, random() * sum)) : [];
};

/** The first place of a rising list whose value is above a bound that the last one is above. */
function firstAbove(sums: Float64Array, bound: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
