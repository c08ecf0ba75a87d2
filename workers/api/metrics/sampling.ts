import { clusterBootstrap } from './bootstrap.ts';
import type { Estimate, IntervalOptions } from './interval.ts';
import { passAtK } from './pass-at-k.ts';
import type { GradedAttempt, Question } from './trajectories.ts';
import { bestOf, inBlocks, majorityOf, type Vote } from './votes-at-k.ts';

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
  return [...new Set([1, last])].flatMap((turn) => {
    const attempts = attemptsAt(questions, turn - 1);
    return sizes.map((k) => ({ turn, k, ...atSize(attempts, k, options) }));
  });
}

/** Every question's attempts at one turn (from 0). */
export const attemptsAt = (questions: Question[], turn: number): GradedAttempt[][] =>
  questions.map(({ samples }) => samples.flatMap((trajectory) => trajectory[turn] ?? []));

/** Whether there is anything to vote by, and to choose by. */
export const hasAnswers = (attempts: GradedAttempt[][]): boolean =>
  attempts.some((of) => of.some(({ answer }) => answer != null));
export const hasRewards = (attempts: GradedAttempt[][]): boolean =>
  attempts.length > 0 && attempts.every((of) => of.every(({ reward }) => reward != null));

function atSize(attempts: GradedAttempt[][], k: number, options: IntervalOptions): Omit<SamplingReport, 'turn' | 'k'> {
  const counts = attempts.map((of) => ({
    samples: of.length,
    correct: of.filter(({ correct }) => correct === true).length,
  }));
  const { value, low, high, n } = passAtK(counts, k, options);
  const votes = hasAnswers(attempts) ? attempts.map((of) => inBlocks(of, k, majorityOf)) : null;
  const best = hasRewards(attempts) ? attempts.map((of) => inBlocks(of, k, bestOf)) : null;
  return {
    pass_at_k: { value, low, high, n },
    majority_at_k: votes && mean(votes, ({ right }) => right, options),
    tie_share: votes && mean(votes, ({ tied }) => tied, options),
    best_at_k: best && mean(best, ({ right }) => right, options),
  };
}

function mean(votes: Vote[], of: (vote: Vote) => number, options: IntervalOptions): Estimate {
  const rows = votes.map((vote) => Float64Array.of(of(vote)));
  return clusterBootstrap(rows, { mean: { value: (sums, n) => (sums[0] ?? 0) / n, share: true } }, options).mean;
}
