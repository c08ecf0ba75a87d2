import { boardOf, type PairCount } from './board.ts';

/** What raters said of pairs: one entry per rater and pair, raters by index, ties as half a win each way. */
export interface CrowdVotes {
  models: string[];
  raters: string[];
  rater: Int32Array;
  a: Int32Array;
  b: Int32Array;
  won: Float64Array;
  games: Float64Array;
}

/** Gathers rows by the rater that they name as their cluster; a row without one is a rater of its own. */
export function crowdVotes(rows: PairCount[]): CrowdVotes {
  const { models } = boardOf(rows);
  const at = new Map(models.map((model, i) => [model, i]));
  const groups = new Map<string, PairCount[]>();
  for (const [i, row] of rows.entries()) {
    const name = row.cluster ?? `row ${i}`;
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(row);
  }
  const raters = [...groups.keys()].sort();
  const entries = raters.flatMap((name, rater) => {
    const board = boardOf(groups.get(name) ?? []);
    const of = (i: number | undefined) => at.get(board.models[i ?? -1] ?? '') ?? 0;
    return Array.from(board.a, (a, pair) => {
      const [wins_a, wins_b, ties] = [board.wins_a[pair] ?? 0, board.wins_b[pair] ?? 0, board.ties[pair] ?? 0];
      return { rater, a: of(a), b: of(board.b[pair]), won: wins_a + ties / 2, games: wins_a + wins_b + ties };
    });
  });
  return {
    models,
    raters,
    rater: Int32Array.from(entries, (entry) => entry.rater),
    a: Int32Array.from(entries, (entry) => entry.a),
    b: Int32Array.from(entries, (entry) => entry.b),
    won: Float64Array.from(entries, (entry) => entry.won),
    games: Float64Array.from(entries, (entry) => entry.games),
  };
}
