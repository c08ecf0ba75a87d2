import { type Board, boardOf, gamesOf, type PairCount } from './board.ts';
import { findGap } from './connectivity.ts';
import { center } from './covariance.ts';
import { cholesky, inverseOf } from './linear.ts';
import { denseDirection, maximize } from './newton.ts';
import { addRanges, type RangeOptions } from './rank-range.ts';
import { type Ranking, type Refused, ranked } from './ranking.ts';
import { fillInformation, type TieModel, tieLikelihood } from './tie-likelihood.ts';

/** How to fit a tie model; `ranges` adds simultaneous rank ranges and the probability of being first, simulated from its seed. */
export interface TieOptions {
  level?: number;
  ranges?: Omit<RangeOptions, 'level'>;
}

/** Fits a tie model by Newton's method; scores are log strengths with sum 0, errors come from the inverse information. */
export function fitTieModel(
  model: TieModel,
  counts: PairCount[],
  { level = 0.95, ranges }: TieOptions = {},
): Ranking | Refused {
  const board = boardOf(counts);
  const gap = findGap(board) ?? tieGap(board);
  if (gap) return { ok: false, method: model.method, ...gap };
  const n = board.models.length;
  const start = new Float64Array(n + 1);
  start[n] = model.start(sum(board.ties) / (sum(board.ties) + sum(board.wins_a) + sum(board.wins_b)));
  const fill = (x: Float64Array, information: Float64Array) => fillInformation(model, board, x, information);
  const maximum = maximize(tieLikelihood(model, board), denseDirection(fill, n + 1), start);
  const mean = sum(maximum.x.subarray(0, n)) / n;
  const theta = maximum.x.slice(0, n).map((value) => value - mean);
  const tie = maximum.x[n] ?? 0;
  const { name, value } = model.published(tie);
  const covariance = covarianceOf(fill, maximum.x);
  const errors = theta.map((_, i) => Math.sqrt(Math.max(0, covariance[i * n + i] ?? 0)));
  const entries = ranked(board.models, theta, errors, gamesOf(board), level);
  const simulated = ranges && addRanges(entries, board.models, theta, covariance, { ...ranges, level });
  return {
    ok: true,
    method: model.method,
    entries,
    diagnostics: {
      gradient_norm: maximum.gradient_norm,
      iterations: maximum.iterations,
      log_likelihood: maximum.value,
      [name]: value,
      errors: 'information',
      ...simulated,
    },
  };
}

// The covariance of the centered scores, the tie parameter being estimated too.
function covarianceOf(fill: (x: Float64Array, information: Float64Array) => void, x: Float64Array): Float64Array {
  const size = x.length;
  const n = size - 1;
  const information = new Float64Array(size * size);
  fill(x, information);
  if (!cholesky(information, size)) throw new RangeError('the information matrix is not positive definite');
  const inverse = inverseOf(information, size);
  const block = Float64Array.from({ length: n * n }, (_, at) => inverse[Math.floor(at / n) * size + (at % n)] ?? 0);
  return center(block, n);
}

// With no ties, or nothing but ties, the tie parameter has no finite maximum.
function tieGap(board: Board) {
  const decisive = sum(board.wins_a) + sum(board.wins_b);
  if (sum(board.ties) > 0 && decisive > 0) return null;
  const message =
    decisive > 0
      ? 'there is no tie, so the tie parameter is not needed: use bradley-terry'
      : 'every comparison is a tie';
  return { reason: 'separable' as const, islands: [board.models], never_beaten: [], never_won: [], message };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
