import { normalQuantile } from '../metrics/interval.ts';
import { boardOf, gamesOf } from './board.ts';
import { findGap } from './connectivity.ts';
import { type PpiPair, partsOf, solve, spreads, tuned } from './ppi-fit.ts';
import { addRanges, type RangeOptions } from './rank-range.ts';
import { type Ranking, type Refused, ranked } from './ranking.ts';

export type { PpiPair } from './ppi-fit.ts';

/** How to correct. */
export interface PpiOptions {
  /** How much the judge counts, 0 to 1; chosen so that the errors are smallest when absent (power tuning). */
  lambda?: number;
  prior_games?: number;
  level?: number;
  ranges?: Omit<RangeOptions, 'level'>;
}

/** A corrected board, with what plans further labels. */
export interface PpiBoard extends Ranking {
  /** The covariance of scores in the order of `models`, split: what more labels would shrink, and what only more verdicts would. */
  fit: { models: string[]; theta: Float64Array; labels: Float64Array; verdicts: Float64Array; lambda: number };
}

const METHOD = 'bradley-terry-ppi';

/**
 * Prediction-powered inference (Angelopoulos et al. 2023; power tuning: PPI++, Angelopoulos, Duchi and Zrnic 2023) for Bradley–Terry, pair by
 * pair: a pair's human points are corrected by λ times how much kinder the judge was to a on the labeled comparisons than on the
 * others. The correction has mean 0 whatever the judge is like, so a biased judge costs precision and never truth. Errors are the sandwich.
 */
export function ppiBoard(pairs: PpiPair[], options: PpiOptions = {}): PpiBoard | Refused {
  const { prior_games = 0, level = 0.95, ranges } = options;
  const labeled = pairs.filter(({ labels }) => labels > 0);
  const board = boardOf(labeled.map(countsOf));
  const gap = findGap(board);
  if (gap && !(prior_games > 0 && board.models.length > 1)) return { ok: false, method: METHOD, ...gap };
  const parts = partsOf(board, labeled);
  const plain = solve(board, parts, 0, prior_games);
  const lambda = options.lambda ?? (plain ? tuned(parts, plain) : 0);
  const fit = lambda === 0 ? plain : solve(board, parts, lambda, prior_games);
  if (!fit) {
    const message = `corrected by the judge (lambda ${lambda}), some points leave no finite fit; label more comparisons, or state a prior`;
    return {
      ok: false,
      method: METHOD,
      reason: 'separable',
      islands: [board.models],
      never_beaten: [],
      never_won: [],
      message,
    };
  }
  const n = board.models.length;
  const { labels, verdicts } = spreads(parts, fit, lambda, n);
  const covariance = labels.map((value, at) => value + (verdicts[at] ?? 0));
  const errors = fit.theta.map((_, i) => Math.sqrt(Math.max(0, covariance[i * n + i] ?? 0)));
  const entries = ranked(board.models, fit.theta, errors, gamesOf(board), normalQuantile(1 - (1 - level) / 2));
  const simulated = ranges && addRanges(entries, board.models, fit.theta, covariance, { ...ranges, level });
  const count = (value: (pair: PpiPair) => number) => parts.reduce((sum, { pair }) => sum + value(pair), 0);
  return {
    ok: true,
    method: METHOD,
    entries,
    fit: { models: board.models, theta: fit.theta, labels, verdicts, lambda },
    diagnostics: {
      gradient_norm: fit.gradient_norm,
      lambda,
      labels: count((pair) => pair.labels),
      verdicts: count((pair) => pair.verdicts),
      prior_games,
      level,
      errors: 'sandwich',
      ...simulated,
    },
  };
}

// Wins, losses and ties that have the human points: only their connections and points count here.
function countsOf({ model_a, model_b, labels, sum_y }: PpiPair) {
  return { model_a, model_b, wins_a: sum_y, wins_b: labels - sum_y, ties: 0 };
}
