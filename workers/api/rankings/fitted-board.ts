import type { Board, Cell } from './board.ts';
import type { PairTerm } from './tie-likelihood.ts';

/** How often a comparison ends each way. */
export interface Outcome {
  a: number;
  b: number;
  tie: number;
}

/** A board with its maximum-likelihood fit: what every ranking, interval and analysis starts from. */
export interface FittedBoard {
  ok: true;
  method: 'bradley-terry' | 'davidson' | 'rao-kupper';
  board: Board;
  /** Log-odds strengths with mean 0, in the board's order. */
  theta: Float64Array;
  /** The tie parameter's logarithm; null where ties count as half a win each way. */
  tie: number | null;
  /** What the counts of a pair add to the log-likelihood, at the fit or where the models differ by `difference`. */
  term: (cell: Cell, difference?: number) => PairTerm;
  /** The log-likelihood's gradient at any scores (and tie parameter), for any counts of these models. */
  gradient: (board: Board, x: Float64Array, out: Float64Array) => void;
  /** The fitted shares of outcomes where model a is stronger by `difference`. */
  outcome: (difference: number) => Outcome;
  /** How many parameters: the models, and one more where there is a tie parameter. */
  size: number;
  /** The inverse information, row-major size × size: scores with mean 0, then the tie parameter. Computed once. */
  inverse: () => Float64Array;
  /** The scores' variances by the inverse information: its diagonal, where the whole is not needed. */
  variances: () => Float64Array;
  /** What proves the optimum and names what was assumed. */
  certificate: Record<string, number> & { gradient_norm: number; prior_games: number };
}

/** How to fit. A prior is that many games of each model against a ghost of average strength, half of them won; it makes any board finite and is named in the result. */
export interface FitOptions {
  prior_games?: number;
  /** Scores to start from, by model; the maximum does not depend on them. */
  start?: Record<string, number>;
}

/** A value computed when first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
