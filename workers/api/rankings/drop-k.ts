import type { Board } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';
import { refitter } from './refit.ts';
import { countOf, type Removed, removedOf, type Source, sourcesOf, without } from './removal.ts';

/** The fewest ratings found whose removal puts another model first. */
export interface DropK {
  leader: string;
  /** Who leads without them; null where no removal up to the limit changes the leader. */
  successor: string | null;
  ratings: number | null;
  /** Of all ratings. */
  share: number | null;
  /** Which ratings to take away. */
  pairs: Removed[];
  /** What the number is: refitted without these ratings the leader is another, and with any one of them back it is not. */
  bound: string;
}

const BOUND = 'verified by a refit; no rating of it can be spared; a smaller removal of other ratings is not excluded';
const CHALLENGERS = 3;

/**
 * How few ratings decide who leads. For each of the nearest challengers: the ratings that hold it down most to first order (the influence
 * function) are taken away, refitted, weighed again and so on until it leads; then whichever can be spared are put back, the least
 * influential first. The fewest of all challengers counts. Removals beyond `limit`, a share of all ratings, are given up.
 */
export function dropK(fit: FittedBoard, { limit = 0.2 }: { limit?: number } = {}): DropK {
  const { board, theta } = fit;
  const order = Array.from(theta, (_, i) => i).sort((i, j) => (theta[j] ?? 0) - (theta[i] ?? 0) || i - j);
  const [first = 0, ...others] = order;
  const total = countOf(board);
  const refit = refitter(fit);
  const found = others
    .map((other) => ({ other, needed: needed(fit, first, other) }))
    .sort((x, y) => x.needed - y.needed)
    .slice(0, CHALLENGERS)
    .map(({ other }) => ({ other, taken: overtake(fit, refit, first, other, limit * total) }))
    .filter((one): one is { other: number; taken: Board } => one.taken !== null)
    .map(({ other, taken }) => ({ other, taken, ratings: countOf(taken) }))
    .sort((x, y) => x.ratings - y.ratings)[0];
  const leader = board.models[first] ?? '';
  if (!found) return { leader, successor: null, ratings: null, share: null, pairs: [], bound: BOUND };
  const scores = refit(without(board, found.taken))?.slice();
  const top = scores ? scores.indexOf(Math.max(...scores)) : found.other;
  return {
    leader,
    successor: board.models[top] ?? null,
    ratings: found.ratings,
    share: found.ratings / total,
    pairs: removedOf(found.taken),
    bound: BOUND,
  };
}

// How many ratings it takes to first order.
function needed(fit: FittedBoard, leader: number, other: number): number {
  let gap = (fit.theta[leader] ?? 0) - (fit.theta[other] ?? 0);
  let count = 0;
  for (const { pair, outcome, weight } of sourcesOf(fit, fit.theta, fit.board, leader, other)) {
    const all = fit.board[outcome][pair] ?? 0;
    if (gap <= all * weight) return count + gap / weight;
    gap -= all * weight;
    count += all;
  }
  return Number.POSITIVE_INFINITY;
}

// What to take away so that `other` stands above `leader`; null where the limit does not allow it or no finite scores are left.
function overtake(
  fit: FittedBoard,
  refit: (board: Board) => Float64Array | null,
  leader: number,
  other: number,
  limit: number,
): Board | null {
  const taken: Board = { ...fit.board, wins_a: zeros(fit), wins_b: zeros(fit), ties: zeros(fit) };
  const leads = (theta: Float64Array | null) => theta !== null && gapOf(theta) < -1e-9;
  const gapOf = (theta: Float64Array) => (theta[leader] ?? 0) - (theta[other] ?? 0);
  const log: Source[] = [];
  for (let theta: Float64Array | null = fit.theta; !leads(theta); ) {
    const left = without(fit.board, taken);
    const [best] = theta ? sourcesOf(fit, theta, left, leader, other) : [];
    if (!theta || !best || log.length >= limit) return null;
    // Half of what the line foretells at a time: weights shift as the board does.
    const some = Math.ceil(Math.min(left[best.outcome][best.pair] ?? 0, gapOf(theta) / best.weight / 2));
    for (let one = 0; one < Math.max(1, some); one++) log.push(best);
    taken[best.outcome][best.pair] = (taken[best.outcome][best.pair] ?? 0) + Math.max(1, some);
    theta = refit(without(fit.board, taken))?.slice() ?? null;
  }
  for (const { pair, outcome } of log.sort((x, y) => x.weight - y.weight)) {
    const before = taken[outcome][pair] ?? 0;
    taken[outcome][pair] = before - 1;
    if (!leads(refit(without(fit.board, taken)))) taken[outcome][pair] = before;
  }
  return taken;
}

function zeros(fit: FittedBoard): Float64Array {
  return new Float64Array(fit.board.a.length);
}
