import { uniform } from '../../workers/api/metrics/interval.ts';
import type { PairCount } from '../../workers/api/rankings/index.ts';

/** How a simulated crowd rates. */
export interface CrowdOptions {
  seed: number;
  /** True log-odds strengths. */
  truth: number[];
  raters: number;
  /** Comparisons of random pairs by each rater. */
  each: number;
  /** Standard deviation of a rater's own taste in each model: with it the ratings of a rater hang together. */
  taste?: number;
  /** How often a comparison is a tie, whatever the models. */
  tied?: number;
}

/** A crowd rater by rater: each one's rows name the rater as their cluster. */
export function crowd({ seed, truth, raters, each, taste = 0, tied = 0 }: CrowdOptions): PairCount[][] {
  const random = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: raters }, (_, rater) => {
    const own = truth.map((strength) => strength + taste * normal());
    return Array.from({ length: each }, () => {
      const a = Math.floor(random() * truth.length);
      const b = (a + 1 + Math.floor(random() * (truth.length - 1))) % truth.length;
      const p = 1 / (1 + Math.exp((own[b] ?? 0) - (own[a] ?? 0)));
      const outcome = random() < tied ? 'ties' : random() < p ? 'wins_a' : 'wins_b';
      return { model_a: `m${a}`, model_b: `m${b}`, wins_a: 0, wins_b: 0, ties: 0, cluster: `r${rater}`, [outcome]: 1 };
    });
  });
}

/** What a method must have made of a board that can be ranked. */
export function made<T extends { ok: boolean }>(result: T): Extract<T, { ok: true }> {
  if (!result.ok) throw new Error(`no ranking: ${JSON.stringify(result)}`);
  return result as Extract<T, { ok: true }>;
}
