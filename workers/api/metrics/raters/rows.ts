/** Ways to answer a comparison, by its own sides. */
export const pair_answers = ['a', 'b', 'tie', 'both_good', 'both_bad'] as const;
/** Ways to score a single response. */
export const score_answers = ['1', '2', '3', '4', '5'] as const;
/** An answer of either kind; a campaign has one kind. */
export type Answer = (typeof pair_answers)[number] | (typeof score_answers)[number];

/** One rating as the detectors read it; what is not known is null, and is never held against anybody. */
export interface RatedRow {
  rater: string;
  comparison: string;
  choice: Answer;
  /** Whether answer A stood on the left. */
  a_left: boolean;
  model_a: string;
  model_b: string;
  /** When it arrived, ms. */
  at: number;
  duration_ms: number | null;
  /** How many characters there were to read. */
  characters: number;
  /** A digest that raters on one network share. */
  network: string | null;
  /** The right answer, where the comparison has one. */
  gold: Answer | null;
}

/** As much of a rating as says who preferred what. */
export type Vote = Pick<RatedRow, 'rater' | 'comparison' | 'choice' | 'model_a' | 'model_b'>;

/** What the rater saw chosen: the side, or the answer that has none. */
export function shownChoice({ choice, a_left }: RatedRow): string {
  if (choice !== 'a' && choice !== 'b') return choice;
  return (choice === 'a') === a_left ? 'left' : 'right';
}

/** What a detector says of one rater before all raters are looked at together. */
export interface Suspicion {
  rater: string;
  /** Ratings (or pairs) that it rests on. */
  n: number;
  /** The detector's own measure of how unusual the rater is. */
  statistic: number;
  /** The chance of that from a rater within the tolerance, or what a bet against one has grown to. */
  p_value: number | null;
  e_value: number | null;
  /** In words, for whoever reviews it. */
  evidence: string;
}

/** Rows by what they have in common, in their order. */
export function groupBy<T>(rows: T[], key: (row: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    if (name === null) continue;
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

/** A share as a whole percentage. */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;
