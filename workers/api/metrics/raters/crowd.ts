import { log } from '../elementary.ts';
import { priorOf } from './prior.ts';
import { type Answer, pair_answers, score_answers, type Vote } from './rows.ts';

/** What the crowd expects of a comparison. */
export interface Crowd {
  /** The ways to answer, in the order of all chances. */
  answers: readonly Answer[];
  /** The chances of each answer, by everybody's ratings of the same but those of `without`, and by what the models lead to expect where they are few. */
  expect: (row: Vote, without: string[]) => Float64Array;
  /** The chance of the answer that was given. */
  chanceOf: (row: Vote, without: string[]) => number;
  /** How many ratings of a comparison there are by others. */
  others: (row: Vote, without: string[]) => number;
  /** How many ratings of a comparison the models count for: what predicts left-out ratings best. */
  prior_ratings: number;
}

/** Weights that are tried for what the models lead to expect. */
const weights = [1, 2, 4, 8, 16, 32];

/**
 * Learns what to expect from a crowd: the other ratings of the same comparison, drawn towards what its models lead to expect by the weight
 * that predicts each rating best from all others. Ratings of raters in `left_out` are not learned from.
 */
export function learnCrowd(rows: Vote[], left_out: Set<string> = new Set()): Crowd {
  const scored = rows.some(({ choice }) => (score_answers as readonly string[]).includes(choice));
  const answers: readonly Answer[] = scored ? score_answers : pair_answers;
  const trusted = rows.filter(({ rater }) => !left_out.has(rater));
  const prior = priorOf(trusted, answers);
  const known = new Map<string, Seen>();
  for (const row of rows)
    if (!known.has(row.comparison))
      known.set(row.comparison, { counts: new Float64Array(answers.length), by: new Map(), expected: prior(row) });
  for (const { comparison, rater, choice } of trusted) {
    const seen = known.get(comparison);
    const at = answers.indexOf(choice);
    if (!seen || at < 0) continue;
    seen.counts[at] = (seen.counts[at] ?? 0) + 1;
    seen.by.set(rater, at);
  }
  const expectAt = (row: Vote, without: string[], weight: number): Float64Array => {
    const seen = known.get(row.comparison);
    const chances = seen ? seen.counts.slice() : new Float64Array(answers.length);
    let total = (seen?.by.size ?? 0) + weight;
    for (const rater of without) {
      const at = seen?.by.get(rater);
      if (at === undefined) continue;
      chances[at] = (chances[at] ?? 0) - 1;
      total -= 1;
    }
    const expected = seen?.expected ?? prior(row);
    for (let i = 0; i < chances.length; i++) chances[i] = ((chances[i] ?? 0) + weight * (expected[i] ?? 0)) / total;
    return chances;
  };
  // Of one answer, and without making a list: this runs for every rating and weight.
  const chanceAt = (row: Vote, without: string[], weight: number): number => {
    const seen = known.get(row.comparison);
    const at = answers.indexOf(row.choice);
    let count = seen?.counts[at] ?? 0;
    let total = (seen?.by.size ?? 0) + weight;
    for (const rater of without) {
      const other = seen?.by.get(rater);
      if (other === undefined) continue;
      total -= 1;
      if (other === at) count -= 1;
    }
    return (count + weight * ((seen?.expected ?? prior(row))[at] ?? 0)) / total;
  };
  const tried = weights.map((weight) => ({
    weight,
    fit: trusted.reduce((sum, row) => sum + log(Math.max(1e-12, chanceAt(row, [row.rater], weight))), 0),
  }));
  const { weight } = tried.reduce((top, one) => (one.fit > top.fit ? one : top));
  return {
    answers,
    expect: (row, without) => expectAt(row, without, weight),
    chanceOf: (row, without) => chanceAt(row, without, weight),
    others: ({ comparison }, without) => {
      const by = known.get(comparison)?.by;
      return by ? by.size - without.filter((rater) => by.has(rater)).length : 0;
    },
    prior_ratings: weight,
  };
}

/** What the trusted raters said of a comparison, and what its models lead to expect. */
interface Seen {
  counts: Float64Array;
  by: Map<string, number>;
  expected: Float64Array;
}
