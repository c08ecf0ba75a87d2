import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import { passAtKOf } from './pass-at-k.ts';
import type { GradedAttempt, Question } from './trajectories.ts';
import { bestOf, inBlocks, majorityOf } from './votes-at-k.ts';

/** What becomes of k samples at one turn. */
export interface SamplingReport {
  turn: number;
  k: number;
  pass_at_k: Estimate;
  majority_at_k: Estimate | null;
  tie_share: Estimate | null;
  best_at_k: Estimate | null;
}

/** The sizes k that are reported. */
export const sampling_sizes = [1, 2, 4, 8, 16, 32, 64] as const;

/** For each k that every question has samples for, pass@k, majority@k and best@k at the first turn and at the last. */
export function sampling(questions: Question[], last: number, options: IntervalOptions): SamplingReport[] {
  if (questions.length === 0) return [];
  const fewest = questions.reduce((least, { samples }) => Math.min(least, samples.length), Number.POSITIVE_INFINITY);
  const sizes = sampling_sizes.filter((k) => k <= fewest);
  if (sizes.length < 2) return [];
  const places = [...new Set([1, last])].flatMap((turn) => sizes.map((k) => ({ turn, k })));
  const measured = places.map(({ turn, k }) => atSize(attemptsAt(questions, turn - 1), k));
  // One bootstrap for all of them: drawing questions costs more than adding up columns.
  const columns = measured.flatMap((of) => Object.entries(of).flatMap(([, values]) => (values ? [values] : [])));
  const rows = questions.map((_, at) => Float64Array.from(columns, (values) => values[at] ?? Number.NaN));
  const statistic = (at: number) => ({ value: (sums: Float64Array, n: number) => (sums[at] ?? 0) / n, share: true });
  const found = clusterBootstrap(rows, Object.fromEntries(columns.map((_, at) => [at, statistic(at)])), options);
  const estimate = (values: number[] | null) => (values && found[columns.indexOf(values)]) ?? null;
  return places.map((place, at) => {
    const { pass, majority, tied, best } = measured[at] ?? nothing;
    return {
      ...place,
      pass_at_k: estimate(pass) ?? none,
      majority_at_k: estimate(majority),
      tie_share: estimate(tied),
      best_at_k: estimate(best),
    };
  });
}

const none: Estimate = { value: null, low: null, high: null, n: 0 };

/** Of every question, what becomes of k of its samples; null where nothing is known to vote or choose by. */
type AtSize = { pass: number[]; majority: number[] | null; tied: number[] | null; best: number[] | null };
const nothing: AtSize = { pass: [], majority: null, tied: null, best: null };

function atSize(attempts: GradedAttempt[][], k: number): AtSize {
  const votes = hasAnswers(attempts) ? attempts.map((of) => inBlocks(of, k, majorityOf)) : null;
  return {
    pass: attempts.map((of) => passAtKOf(of.length, of.filter(({ correct }) => correct === true).length, k) ?? 0),
    majority: votes?.map(({ right }) => right) ?? null,
    tied: votes?.map((vote) => vote.tied) ?? null,
    best: hasRewards(attempts) ? attempts.map((of) => inBlocks(of, k, bestOf).right) : null,
  };
}

/** Every question's attempts at one turn (from 0). */
export const attemptsAt = (questions: Question[], turn: number): GradedAttempt[][] =>
  questions.map(({ samples }) => samples.flatMap((trajectory) => trajectory[turn] ?? []));

/** Whether there is anything to vote by, and to choose by. */
export const hasAnswers = (attempts: GradedAttempt[][]): boolean =>
  attempts.some((of) => of.some(({ answer }) => answer != null));
export const hasRewards = (attempts: GradedAttempt[][]): boolean =>
  attempts.length > 0 && attempts.every((of) => of.every(({ reward }) => reward != null));
