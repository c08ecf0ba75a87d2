import { type Board, type Cell, eachPair } from './board.ts';
import type { Outcome } from './fitted-board.ts';
import type { Likelihood } from './newton.ts';
import { addGhost, winShare } from './pair-likelihood.ts';

/** What one pair adds to a log-likelihood in d (the difference of log-odds strengths) and t (the tie parameter), with derivatives; information is minus the second derivatives. */
export interface PairTerm {
  value: number;
  gradient_d: number;
  gradient_t: number;
  information_dd: number;
  information_dt: number;
  information_tt: number;
}

/** A paired-comparison model with its own tie parameter: its name, the term of a pair, and where the tie parameter starts given the share of ties. */
export interface TieModel {
  method: 'davidson' | 'rao-kupper';
  term: (d: number, t: number, cell: Cell) => PairTerm;
  start: (tieShare: number) => number;
  /** The shares of outcomes. */
  outcome: (d: number, t: number) => Outcome;
  /** The tie parameter as the model's authors write it. */
  published: (t: number) => { name: string; value: number };
}

/** The log-likelihood of a tie model; the last coordinate is the tie parameter. */
export function tieLikelihood(model: TieModel, board: Board, priorGames = 0): Likelihood {
  const n = board.models.length;
  return (x, gradient) => {
    let value = 0;
    gradient.fill(0);
    eachPair(board, (cell) => {
      const term = model.term((x[cell.a] ?? 0) - (x[cell.b] ?? 0), x[n] ?? 0, cell);
      value += term.value;
      gradient[cell.a] = (gradient[cell.a] ?? 0) + term.gradient_d;
      gradient[cell.b] = (gradient[cell.b] ?? 0) - term.gradient_d;
      gradient[n] = (gradient[n] ?? 0) + term.gradient_t;
    });
    return value + addGhost(x.subarray(0, n), gradient, priorGames);
  };
}

/** Adds the information matrix (minus the Hessian) at x. */
export function fillInformation(
  model: TieModel,
  board: Board,
  x: Float64Array,
  information: Float64Array,
  priorGames = 0,
): void {
  const n = board.models.length;
  const add = (i: number, j: number, amount: number): void => {
    information[i * (n + 1) + j] = (information[i * (n + 1) + j] ?? 0) + amount;
  };
  eachPair(board, (cell) => {
    const { a, b } = cell;
    const term = model.term((x[a] ?? 0) - (x[b] ?? 0), x[n] ?? 0, cell);
    for (const [i, sign] of [
      [a, 1],
      [b, -1],
    ] as const) {
      add(i, a, sign * term.information_dd);
      add(i, b, -sign * term.information_dd);
      add(i, n, sign * term.information_dt);
      add(n, i, sign * term.information_dt);
    }
    add(n, n, term.information_tt);
  });
  for (let i = 0; i < n; i++) add(i, i, priorGames * winShare(x[i] ?? 0) * winShare(-(x[i] ?? 0)));
  // Without a prior strengths are only told apart up to a constant; a constant block fixes it and changes nothing else.
  for (let i = 0; priorGames === 0 && i < n; i++) for (let j = 0; j < n; j++) add(i, j, 1 / n);
}
