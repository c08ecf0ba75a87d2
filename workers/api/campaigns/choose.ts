import type { Candidate } from '../store/comparisons.ts';

/**
 * Picks the next comparisons for a rater: the least-rated first, at random among equals, so that raters who come at the same time
 * are not all handed the same one.
 * @param random 0 ≤ random() < 1
 */
export function chooseLeastRated(candidates: Candidate[], count: number, random: () => number): Candidate[] {
  return candidates
    .map((candidate) => ({ candidate, lot: random() }))
    .toSorted((a, b) => a.candidate.rating_count - b.candidate.rating_count || a.lot - b.lot)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
