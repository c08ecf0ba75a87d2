import type { Vote } from '../../../store/export-rows.ts';

/** What the votes on one comparison come to. */
export interface Tally {
  /** Which side has more votes; null where neither has. */
  winner: 'a' | 'b' | null;
  /** Votes that prefer a side or call it a tie: what `winner` rests on. */
  votes: number;
  /** The mean vote for the winner: 1 for better, 2 for much better, negative for the other side, 0 for a tie. */
  margin: number;
  /** The share of those votes that went to the winner, a tie as half. */
  agreement: number;
}

/** Who is preferred, and by how much. Votes that both are good or bad prefer neither and are no ties. */
export function tally(votes: Vote[]): Tally | null {
  const counted = votes.filter(({ choice }) => choice === 'a' || choice === 'b' || choice === 'tie');
  if (counted.length === 0) return null;
  const sum = (of: (vote: Vote) => number) => counted.reduce((total, vote) => total + of(vote), 0);
  const points = sum(({ choice }) => (choice === 'a' ? 1 : choice === 'b' ? -1 : 0));
  const sign = Math.sign(points);
  const mean = sum(({ choice, strength }) => (choice === 'tie' ? 0 : (choice === 'a' ? 1 : -1) * (strength ?? 1)));
  return {
    winner: points > 0 ? 'a' : points < 0 ? 'b' : null,
    votes: counted.length,
    margin: sign === 0 ? 0 : Math.max(0, (sign * mean) / counted.length),
    agreement: 0.5 + Math.abs(points) / (2 * counted.length),
  };
}

/** Whether each side is a good answer by the votes: true or false where more votes say so, null where they do not tell. */
export function labels(votes: Vote[]): { a: boolean | null; b: boolean | null } {
  const sums = { a: 0, b: 0 };
  for (const { choice, score } of votes) {
    if (choice === 'scored') sums.a += (score ?? 3) - 3;
    if (choice === 'a' || choice === 'both_good') sums.a += 1;
    if (choice === 'b' || choice === 'both_bad') sums.a -= 1;
    if (choice === 'b' || choice === 'both_good') sums.b += 1;
    if (choice === 'a' || choice === 'both_bad') sums.b -= 1;
  }
  const label = (sum: number) => (sum === 0 ? null : sum > 0);
  return { a: label(sums.a), b: label(sums.b) };
}
