import type { PairCount } from '../board.ts';
import type { BoardRow } from './definition.ts';

/** One rating as counts of its pair, with its rater as the cluster. */
export function countOf({ rater, model_a, model_b, outcome }: BoardRow): PairCount & { cluster: string } {
  const [wins_a, wins_b, ties] = (['a', 'b', 'tie'] as const).map((one) => Number(outcome === one));
  return { model_a, model_b, wins_a: wins_a ?? 0, wins_b: wins_b ?? 0, ties: ties ?? 0, cluster: rater };
}

/** Points of a: 1, ½ for a tie, 0. */
export const pointsOf = ({ outcome }: Pick<BoardRow, 'outcome'>): number =>
  outcome === 'tie' ? 0.5 : Number(outcome === 'a');

/** Each rater's results, one after another. */
export function byRater(rows: BoardRow[]): PairCount[][] {
  const groups = new Map<string, PairCount[]>();
  for (const row of rows) {
    const { cluster, ...count } = countOf(row);
    const group = groups.get(cluster);
    if (group) group.push(count);
    else groups.set(cluster, [count]);
  }
  return [...groups.values()];
}
