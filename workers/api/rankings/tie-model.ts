import { type Board, boardOf, type PairCount } from './board.ts';
import { findGap } from './connectivity.ts';
import { center } from './covariance.ts';
import { type FitOptions, type FittedBoard, once } from './fitted-board.ts';
import { errorsOf, fittedRanking, type RankOptions } from './fitted-ranking.ts';
import { cholesky, inverseOf } from './linear.ts';
import { denseDirection, maximize } from './newton.ts';
import type { Ranking, Refused } from './ranking.ts';
import { fillInformation, type TieModel, tieLikelihood } from './tie-likelihood.ts';

/** Ranks by a tie model; scores are log strengths with sum 0. */
export function rankByTies(model: TieModel, counts: PairCount[], options: RankOptions = {}): Ranking | Refused {
  const fit = fitTieModel(model, boardOf(counts), options);
  return fit.ok ? fittedRanking(fit, errorsOf(fit, counts, options), options) : fit;
}

/** Fits a tie model by Newton's method; refuses a board without a finite maximum, unless a prior is stated. */
export function fitTieModel(model: TieModel, board: Board, options: FitOptions = {}): FittedBoard | Refused {
  const n = board.models.length;
  const { prior_games = 0, start } = options;
  const gap = (prior_games > 0 && n > 1 ? null : findGap(board)) ?? tieGap(board);
  if (gap) return { ok: false, method: model.method, ...gap };
  const from = Float64Array.from({ length: n + 1 }, (_, i) => start?.[board.models[i] ?? ''] ?? 0);
  from[n] = model.start(sum(board.ties) / (sum(board.ties) + sum(board.wins_a) + sum(board.wins_b)));
  const fill = (x: Float64Array, information: Float64Array) =>
    fillInformation(model, board, x, information, prior_games);
  const maximum = maximize(tieLikelihood(model, board, prior_games), denseDirection(fill, n + 1), from);
  const mean = sum(maximum.x.subarray(0, n)) / n;
  const theta = maximum.x.slice(0, n).map((value) => value - mean);
  const tie = maximum.x[n] ?? 0;
  const { name, value } = model.published(tie);
  const inverse = once(() => {
    const information = new Float64Array((n + 1) * (n + 1));
    fill(maximum.x, information);
    if (!cholesky(information, n + 1)) throw new RangeError('the information matrix is not positive definite');
    return center(inverseOf(information, n + 1), n, n + 1);
  });
  const { gradient_norm, iterations, value: log_likelihood } = maximum;
  return {
    ok: true,
    method: model.method,
    board,
    theta,
    tie,
    term: (cell, difference) => model.term(difference ?? (theta[cell.a] ?? 0) - (theta[cell.b] ?? 0), tie, cell),
    gradient: (other, at, out) => void tieLikelihood(model, other, prior_games)(at, out),
    outcome: (difference) => model.outcome(difference, tie),
    size: n + 1,
    inverse,
    variances: () => Float64Array.from({ length: n }, (_, i) => inverse()[i * (n + 1) + i] ?? 0),
    certificate: { gradient_norm, iterations, log_likelihood, prior_games, [name]: value },
  };
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
