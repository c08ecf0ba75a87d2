import type { GradedAttempt } from './trajectories.ts';

/** How many different right solutions there are; null where a right one's text is not known. */
export function uniqueCorrect(samples: GradedAttempt[]): number | null {
  const solutions = new Set<number>();
  for (const { correct, solution } of samples) {
    if (correct !== true) continue;
    if (solution == null) return null;
    solutions.add(solution);
  }
  return solutions.size;
}

/** Whether there are at least s different right solutions (one of B-STaR's Pass@K-S); s = 1 needs no texts. */
export function reaches(samples: GradedAttempt[], s: number): boolean | null {
  if (s === 1) return samples.some(({ correct }) => correct === true);
  const unique = uniqueCorrect(samples);
  return unique === null ? null : unique >= s;
}

/** The s samples of highest reward, of equal ones the earlier. */
function topOf(samples: GradedAttempt[], s: number): GradedAttempt[] {
  return [...samples].sort((a, b) => (b.reward ?? 0) - (a.reward ?? 0)).slice(0, s);
}

/** Whether the s samples of highest reward are all right (one of B-STaR's Reward@K-S). */
export function rewardReaches(samples: GradedAttempt[], s: number): boolean {
  const top = topOf(samples, s);
  return top.length === s && top.every(({ correct }) => correct === true);
}

/** Whether any of the s samples of highest reward is right (one of M-STaR's Reward-Pass@K). */
export const rewardPasses = (samples: GradedAttempt[], s: number): boolean =>
  topOf(samples, s).some(({ correct }) => correct === true);

/** Different equations over equations of the right samples; null where they have none. */
export function diversityOf(samples: GradedAttempt[]): number | null {
  const all = samples.flatMap(({ correct, equations }) => (correct === true ? (equations ?? []) : []));
  return all.length === 0 ? null : new Set(all).size / all.length;
}

/** 1 − std/mean of how many samples each query selects (population std); 0 where nothing is selected, as B-STaR's code logs it. */
export function uniformity(selected: number[]): number | null {
  if (selected.length === 0) return null;
  const mean = selected.reduce((sum, one) => sum + one, 0) / selected.length;
  const variance = selected.reduce((sum, one) => sum + (one - mean) ** 2, 0) / selected.length;
  return mean === 0 ? 0 : 1 - Math.sqrt(variance) / mean;
}
