import { type Board, type Cell, eachPair } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';

/** How a comparison ended, as a board's columns are called. */
export type Outcome = 'wins_a' | 'wins_b' | 'ties';

/** All ratings of a pair that ended one way, and by how much one of them holds the challenger down. */
export interface Source {
  pair: number;
  outcome: Outcome;
  weight: number;
}

/** Ratings, strongest first, by how much one of each holds `other` below `leader` to first order. */
export function sourcesOf(fit: FittedBoard, theta: Float64Array, left: Board, leader: number, other: number): Source[] {
  const { size } = fit;
  const inverse = fit.inverse();
  const pull = (i: number) => (inverse[leader * size + i] ?? 0) - (inverse[other * size + i] ?? 0);
  const sources: Source[] = [];
  const one: Cell = { a: 0, b: 0, wins_a: 0, wins_b: 0, ties: 0, games: 1 };
  for (let pair = 0; pair < left.a.length; pair++) {
    const [a, b] = [left.a[pair] ?? 0, left.b[pair] ?? 0];
    for (const outcome of ['wins_a', 'wins_b', 'ties'] as const) {
      if ((left[outcome][pair] ?? 0) < 1) continue;
      Object.assign(one, { a, b, wins_a: 0, wins_b: 0, ties: 0, [outcome]: 1 });
      const { gradient_d, gradient_t } = fit.term(one, (theta[a] ?? 0) - (theta[b] ?? 0));
      const weight = gradient_d * (pull(a) - pull(b)) + (fit.tie === null ? 0 : gradient_t * pull(size - 1));
      if (weight > 0) sources.push({ pair, outcome, weight });
    }
  }
  return sources.sort((x, y) => y.weight - x.weight || x.pair - y.pair);
}

/** The board with ratings taken away. */
export function without(board: Board, taken: Board): Board {
  const left = (outcome: Outcome) =>
    board[outcome].map((count, pair) => Math.max(0, count - (taken[outcome][pair] ?? 0)));
  return { ...board, wins_a: left('wins_a'), wins_b: left('wins_b'), ties: left('ties') };
}

/** Ratings taken away from a pair: `winner` and `loser` may be tied. */
export interface Removed {
  winner: string;
  loser: string;
  outcome: 'win' | 'tie';
  ratings: number;
}

/** What was taken away, most first. */
export function removedOf(taken: Board): Removed[] {
  const pairs: Removed[] = [];
  const { models } = taken;
  eachPair(taken, ({ a, b, wins_a, wins_b, ties }) => {
    const [x, y] = [models[a] ?? '', models[b] ?? ''];
    if (wins_a > 0) pairs.push({ winner: x, loser: y, outcome: 'win', ratings: wins_a });
    if (wins_b > 0) pairs.push({ winner: y, loser: x, outcome: 'win', ratings: wins_b });
    if (ties > 0) pairs.push({ winner: x, loser: y, outcome: 'tie', ratings: ties });
  });
  return pairs.sort((x, y) => y.ratings - x.ratings);
}

/** How many ratings a board holds. */
export function countOf(board: Board): number {
  let total = 0;
  eachPair(board, ({ games }) => {
    total += games;
  });
  return total;
}
