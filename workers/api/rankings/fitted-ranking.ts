import { normalQuantile } from '../metrics/interval.ts';
import { gamesOf, type PairCount } from './board.ts';
import type { FitOptions, FittedBoard } from './fitted-board.ts';
import { addRanges, type RangeOptions } from './rank-range.ts';
import { type Ranking, ranked } from './ranking.ts';
import { clusterSandwich, comparisonSandwich, type Errors, informationErrors } from './sandwich.ts';

/** How to rank by a fit. */
export interface RankOptions extends FitOptions {
  /** `sandwich` holds up under misfit and clustered raters but needs many comparisons: where all of them are ties it shrinks to 0. */
  errors?: 'sandwich' | 'information' | 'none';
  level?: number;
  /** The rows of one rater after another, for errors clustered by rater; rows with a `cluster` do the same. */
  clusters?: Iterable<PairCount[]>;
  /** Adds simultaneous rank ranges and the probability of being first, simulated from this seed. */
  ranges?: Omit<RangeOptions, 'level'>;
}

/** The errors of a fit by the way that the options name. */
export function errorsOf(fit: FittedBoard, rows: PairCount[], options: RankOptions): Errors | null {
  const { errors = 'sandwich', clusters } = options;
  const reach = (level: number) => normalQuantile(1 - (1 - level) / 2);
  if (errors === 'none') return null;
  if (errors === 'information') return informationErrors(fit, reach);
  if (!clusters && rows.every((row) => row.cluster === undefined)) return comparisonSandwich(fit, reach);
  const sum = clusterSandwich(fit);
  for (const cluster of clusters ?? byCluster(rows)) sum.add(cluster);
  return sum.errors();
}

/** The ranking of a fitted board, with the errors given (see `errorsOf` and `clusterSandwich`). */
export function fittedRanking(
  fit: FittedBoard,
  errors: Errors | null,
  { level = 0.95, ranges }: Pick<RankOptions, 'level' | 'ranges'> = {},
): Ranking {
  const { board, theta } = fit;
  const se = errors?.variances().map((value) => Math.sqrt(Math.max(0, value))) ?? null;
  const entries = ranked(board.models, theta, se, gamesOf(board), errors?.reach(level) ?? 0);
  const simulated =
    errors && ranges && addRanges(entries, board.models, theta, errors.covariance(), { ...ranges, level });
  return {
    ok: true,
    method: fit.method,
    entries,
    diagnostics: { ...fit.certificate, level, ...(errors?.notes ?? { errors: 'none' }), ...simulated },
  };
}

// A row without a cluster stands alone.
function byCluster(rows: PairCount[]): Iterable<PairCount[]> {
  const groups = new Map<string | PairCount, PairCount[]>();
  for (const row of rows) {
    const key = row.cluster ?? row;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups.values();
}
