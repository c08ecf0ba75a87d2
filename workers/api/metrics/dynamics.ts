import { balanceScoreOf } from './balance-score.ts';
import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import { passAtKOf } from './pass-at-k.ts';
import { diversityOf, reaches, rewardPasses, rewardReaches, uniformity, uniqueCorrect } from './query-dynamics.ts';
import { hasRewards } from './sampling.ts';
import type { GradedAttempt } from './trajectories.ts';

/** The samples of one query: those drawn, and those at temperature 0. */
export interface Query {
  drawn: GradedAttempt[];
  greedy: GradedAttempt[];
}

/** B-STaR's n* and τ, and the sizes S of its measures. */
export interface DynamicsOptions extends IntervalOptions {
  target: number;
  threshold: number;
  s: number[];
}

/** What a sampler can still find (exploration) and what its reward picks out (exploitation). */
export interface DynamicsReport {
  questions: number;
  k: number;
  greedy: Estimate | null;
  pass_at_1: Estimate;
  pass_at_k: Estimate;
  gap: Estimate | null;
  pass_at_k_s: { s: number; value: Estimate }[];
  reward_at_k_s: { s: number; value: Estimate }[];
  reward_pass_at_2: Estimate | null;
  diversity: Estimate | null;
  uniformity: number | null;
  target: number;
  threshold: number;
  selected: Estimate;
  selected_accuracy: Estimate;
  quantity: Estimate;
  quality: Estimate;
  balance_score: Estimate;
}

/**
 * The dynamics of one round of sampling: B-STaR (arXiv 2412.17256) §3 and eq. 3, M-STaR (arXiv 2412.17451). K is the number of samples of the query
 * with fewest; Pass@K-S and Reward@K-S are of the first K, as plug-in shares. Without rewards a right answer earns 1.
 */
export function dynamics(queries: Query[], options: DynamicsOptions): DynamicsReport {
  const { target, threshold } = options;
  const drawn = queries.map((query) => query.drawn);
  const k = drawn.reduce((least, of) => Math.min(least, of.length), Number.POSITIVE_INFINITY);
  const first = drawn.map((of) => of.slice(0, k));
  const rewarded = hasRewards(drawn);
  const greedy = queries.some((query) => query.greedy.length > 0)
    ? queries.map(({ greedy: of }) => (of.length === 0 ? null : share(of)))
    : null;
  const passes = drawn.map((of) => passAtKOf(of.length, of.filter(({ correct }) => correct === true).length, k));
  const diverse = drawn.map(diversityOf);
  const sizes = options.s.filter((s) => s <= k);
  const flag = (value: boolean | null) => (value === null ? null : Number(value));
  return {
    ...{ questions: queries.length, k },
    greedy: greedy && mean(greedy, options),
    pass_at_1: mean(drawn.map(share), options),
    pass_at_k: mean(passes, options),
    gap: greedy && mean(differences(passes, greedy), options, false),
    pass_at_k_s: sizes.flatMap((s) => {
      const reached = first.map((of) => flag(reaches(of, s)));
      return reached.includes(null) ? [] : [{ s, value: mean(reached, options) }];
    }),
    reward_at_k_s: !rewarded
      ? []
      : sizes.map((s) => ({
          s,
          value: mean(
            first.map((of) => Number(rewardReaches(of, s))),
            options,
          ),
        })),
    reward_pass_at_2: rewarded
      ? mean(
          first.map((of) => Number(rewardPasses(of, 2))),
          options,
        )
      : null,
    diversity: diverse.every((one) => one === null) ? null : mean(diverse, options),
    ...{ target, threshold, ...selection(drawn, rewarded, options) },
  };
}

const share = (of: GradedAttempt[]): number => of.filter(({ correct }) => correct === true).length / of.length;

const differences = (a: (number | null)[], b: (number | null)[]): (number | null)[] =>
  a.map((one, at) => (one === null || b[at] == null ? null : one - b[at]));

/** What lies above the threshold, and how good and how manifold it is. */
function selection(drawn: GradedAttempt[][], rewarded: boolean, options: DynamicsOptions) {
  const { target, threshold } = options;
  const worth = ({ reward, correct }: GradedAttempt) => (rewarded ? (reward ?? 0) : Number(correct === true));
  const selected = drawn.map((of) => of.filter((one) => worth(one) > threshold));
  const counts = selected.map((of) => of.length);
  const unique = selected.map(uniqueCorrect);
  const known = unique.every((one): one is number => one !== null);
  const of = (value: (n: number, right: number) => number | null) =>
    mean(known ? counts.map((n, at) => value(n, unique[at] ?? 0)) : [], options);
  const accuracy = {
    value: (sums: Float64Array) => ((sums[1] ?? 0) === 0 ? null : (sums[0] ?? 0) / (sums[1] ?? 0)),
    support: (row: Float64Array) => (row[1] ?? 0) > 0,
    share: true,
  };
  const rows = selected.map((some) =>
    Float64Array.of(some.filter(({ correct }) => correct === true).length, some.length),
  );
  return {
    uniformity: uniformity(counts),
    selected: mean(counts, options, false),
    selected_accuracy: clusterBootstrap(rows, { accuracy }, options).accuracy,
    quantity: of((_, right) => Math.min(right / target, 1)),
    quality: of((n, right) => (n === 0 ? null : right / n)),
    // Queries that select nothing stay in the mean: dropping the hard ones would reward a high threshold.
    balance_score: of((n, right) => balanceScoreOf(n, right, target)),
  };
}

/** The mean over the queries that have a value. */
function mean(values: (number | null)[], options: IntervalOptions, is_share = true): Estimate {
  const rows = values.flatMap((value) => (value === null ? [] : [Float64Array.of(value)]));
  const statistic = { value: (sums: Float64Array, n: number) => (sums[0] ?? 0) / n, share: is_share };
  return clusterBootstrap(rows, { mean: statistic }, options).mean;
}
