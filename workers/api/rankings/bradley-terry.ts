import { log } from '../metrics/elementary.ts';
import { type Board, boardOf, type Cell, eachPair, gamesOf, type PairCount } from './board.ts';
import { findGap } from './connectivity.ts';
import { center } from './covariance.ts';
import { type FitOptions, type FittedBoard, type Outcome, once } from './fitted-board.ts';
import { errorsOf, fittedRanking, type RankOptions } from './fitted-ranking.ts';
import { conjugateDirection } from './laplacian.ts';
import { cholesky, inverseDiagonal, inverseOf } from './linear.ts';
import { maximize } from './newton.ts';
import { fillGradient, informationOf, likelihoodOf, weigh, winShare } from './pair-likelihood.ts';
import type { Ranking, Refused } from './ranking.ts';
import type { PairTerm } from './tie-likelihood.ts';

const METHOD = 'bradley-terry';

/** The Bradley–Terry ranking by exact maximum likelihood; scores are log-odds with sum 0 and a tie counts as half a win each way. */
export function bradleyTerry(counts: PairCount[], options: RankOptions = {}): Ranking | Refused {
  const fit = fitBradleyTerry(boardOf(counts), options);
  return fit.ok ? fittedRanking(fit, errorsOf(fit, counts, options), options) : fit;
}

/** Fits a board by Newton's method with conjugate gradients; refuses one without a finite maximum, unless a prior is stated. */
export function fitBradleyTerry(board: Board, options: FitOptions = {}): FittedBoard | Refused {
  const n = board.models.length;
  const prior_games = options.prior_games ?? 0;
  const gap = findGap(board);
  if (gap && !(prior_games > 0 && n > 1)) return { ok: false, method: METHOD, ...gap };
  const ghost = (theta: Float64Array) => theta.map((value) => prior_games * winShare(value) * winShare(-value));
  const direction = conjugateDirection(board, (theta, weights) => weigh(board, theta, weights), ghost);
  const maximum = maximize(likelihoodOf(board, prior_games), direction, startOf(board, options.start));
  const mean = maximum.x.reduce((sum, value) => sum + value, 0) / n;
  const theta = maximum.x.map((value) => value - mean);
  const factor = once(() => {
    const information = informationOf(board, maximum.x, ghost(maximum.x));
    if (!cholesky(information, n)) throw new RangeError('the information matrix is not positive definite');
    return information;
  });
  const inverse = once(() => center(inverseOf(factor(), n), n));
  // Without a prior the information takes a constant to itself, and so does its inverse: centering takes 1/n from every entry.
  const variances = () =>
    prior_games > 0
      ? theta.map((_, i) => inverse()[i * n + i] ?? 0)
      : inverseDiagonal(factor(), n).map((value) => value - 1 / n);
  const { gradient_norm, iterations, value: log_likelihood } = maximum;
  return {
    ok: true,
    method: METHOD,
    board,
    theta,
    tie: null,
    term: (cell, difference) => termOf(difference ?? (theta[cell.a] ?? 0) - (theta[cell.b] ?? 0), cell),
    gradient: (other, x, out) => fillGradient(other, x, out, prior_games),
    outcome: outcomeOf(board, theta),
    size: n,
    inverse,
    variances,
    certificate: { gradient_norm, iterations, log_likelihood, prior_games },
  };
}

function termOf(d: number, { wins_a, wins_b, ties }: Cell): PairTerm {
  const p = winShare(d);
  const games = wins_a + wins_b + ties;
  const won = wins_a + ties / 2;
  const value = won * log(p) + (games - won) * log(1 - p);
  const none = { gradient_t: 0, information_dt: 0, information_tt: 0 };
  return { value, gradient_d: won - games * p, information_dd: games * p * (1 - p), ...none };
}

// Halved ties say nothing of how often two models tie. The board's ties are spread as p·(1 − p): most between equals.
function outcomeOf(board: Board, theta: Float64Array): (difference: number) => Outcome {
  let ties = 0;
  let room = 0;
  eachPair(board, (cell) => {
    const p = winShare((theta[cell.a] ?? 0) - (theta[cell.b] ?? 0));
    ties += cell.ties;
    room += cell.games * p * (1 - p);
  });
  const rate = room > 0 ? ties / room : 0;
  return (difference) => {
    const p = winShare(difference);
    const tie = Math.min(rate * p * (1 - p), 2 * Math.min(p, 1 - p));
    return { a: p - tie / 2, b: 1 - p - tie / 2, tie };
  };
}

// The log-odds of each model's share of points: close enough for Newton to need a handful of steps.
function startOf(board: Board, warm: Record<string, number> | undefined): Float64Array {
  const points = new Float64Array(board.models.length);
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    points[a] = (points[a] ?? 0) + wins_a + ties / 2;
    points[b] = (points[b] ?? 0) + wins_b + ties / 2;
  });
  const games = gamesOf(board);
  return points.map((won, i) => warm?.[board.models[i] ?? ''] ?? log((won + 0.5) / ((games[i] ?? 0) - won + 0.5)));
}
