import { type Board, boardOf, eachPair, gamesOf, type PairCount } from './board.ts';
import { findGap } from './connectivity.ts';
import { center, type Residual, sandwich } from './covariance.ts';
import { conjugateDirection } from './laplacian.ts';
import { cholesky, inverseOf } from './linear.ts';
import { type Maximum, maximize } from './newton.ts';
import { informationOf, likelihoodOf, weigh, winShare } from './pair-likelihood.ts';
import { addRanges, type RangeOptions } from './rank-range.ts';
import { type Ranking, type Refused, ranked } from './ranking.ts';

/** How to fit. A prior is that many games of each model against a ghost of average strength, half of them won; it makes any board finite and is named in the result. */
export interface FitOptions {
  prior_games?: number;
  /** Scores to start from, by model; the maximum does not depend on them. */
  start?: Record<string, number>;
  /** `sandwich` holds up under misfit and clustered raters but needs many comparisons: where all of them are ties it shrinks to 0. */
  errors?: 'sandwich' | 'information' | 'none';
  level?: number;
  /** Adds simultaneous rank ranges and the probability of being first, simulated from this seed. */
  ranges?: Omit<RangeOptions, 'level'>;
}

/** A fitted board: log-odds strengths with mean 0 in the board's order, and their covariance. */
export interface Fit {
  theta: Float64Array;
  covariance: Float64Array | null;
  maximum: Maximum;
}

const METHOD = 'bradley-terry';

/** The Bradley–Terry ranking by exact maximum likelihood; scores are log-odds with sum 0 and a tie counts as half a win each way. */
export function bradleyTerry(counts: PairCount[], options: FitOptions = {}): Ranking | Refused {
  const board = boardOf(counts);
  const gap = findGap(board);
  if (gap && !(options.prior_games && board.models.length > 1)) return { ok: false, method: METHOD, ...gap };
  const { theta, covariance, maximum } = fitBradleyTerry(board, counts, options);
  const n = board.models.length;
  const errors = covariance && theta.map((_, i) => Math.sqrt(Math.max(0, covariance[i * n + i] ?? 0)));
  const entries = ranked(board.models, theta, errors, gamesOf(board), options.level);
  const { level = 0.95, ranges } = options;
  const simulated = covariance && ranges && addRanges(entries, board.models, theta, covariance, { ...ranges, level });
  return {
    ok: true,
    method: METHOD,
    entries,
    diagnostics: {
      gradient_norm: maximum.gradient_norm,
      iterations: maximum.iterations,
      log_likelihood: maximum.value,
      prior_games: options.prior_games ?? 0,
      errors: options.errors ?? 'sandwich',
      ...simulated,
    },
  };
}

/** Fits a board that has a finite maximum (see `findGap`), or any board with a prior. */
export function fitBradleyTerry(board: Board, rows: PairCount[], options: FitOptions): Fit {
  const n = board.models.length;
  const prior = options.prior_games ?? 0;
  const ghost = (theta: Float64Array) => theta.map((value) => prior * winShare(value) * winShare(-value));
  const direction = conjugateDirection(board, (theta, weights) => weigh(board, theta, weights), ghost);
  const maximum = maximize(likelihoodOf(board, prior), direction, startOf(board, options.start));
  const mean = maximum.x.reduce((sum, value) => sum + value, 0) / n;
  const theta = maximum.x.map((value) => value - mean);
  if (options.errors === 'none') return { theta, covariance: null, maximum };
  const information = informationOf(board, maximum.x, ghost(maximum.x));
  if (!cholesky(information, n)) throw new RangeError('the information matrix is not positive definite');
  const inverse = center(inverseOf(information, n), n);
  if (options.errors === 'information') return { theta, covariance: inverse, maximum };
  const residual: Residual = (a, b, wins_a, wins_b, ties) => {
    const p = winShare((theta[a] ?? 0) - (theta[b] ?? 0));
    const sum = wins_a * (1 - p) - wins_b * p + ties * (0.5 - p);
    return { sum, squares: wins_a * (1 - p) ** 2 + wins_b * p ** 2 + ties * (0.5 - p) ** 2 };
  };
  return { theta, covariance: sandwich(inverse, board, rows, residual), maximum };
}

// The log-odds of each model's share of points: close enough for Newton to need a handful of steps.
function startOf(board: Board, warm: Record<string, number> | undefined): Float64Array {
  const points = new Float64Array(board.models.length);
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    points[a] = (points[a] ?? 0) + wins_a + ties / 2;
    points[b] = (points[b] ?? 0) + wins_b + ties / 2;
  });
  const games = gamesOf(board);
  return points.map((won, i) => warm?.[board.models[i] ?? ''] ?? Math.log((won + 0.5) / ((games[i] ?? 0) - won + 0.5)));
}
