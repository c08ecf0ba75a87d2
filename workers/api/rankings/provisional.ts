import type { PairCount } from './board.ts';
import { winShare } from './pair-likelihood.ts';

/** What an exact fit leaves behind for quick updates: scores and their covariance by information (row-major, models × models). */
export interface FitState {
  models: string[];
  theta: ArrayLike<number>;
  covariance: ArrayLike<number>;
}

/** Scores after ratings that came since the exact fit: close to what a refit would give, and marked as not it. */
export interface ProvisionalScores {
  provisional: true;
  ratings: number;
  theta: Float64Array;
  /** Variances of the scores. */
  variances: Float64Array;
}

/**
 * Adds ratings to a Bradley–Terry fit at O(models) each, without refitting: all earlier ratings are held as a parabola, the new one is exact.
 * For the rating of a over b the maximum lies along C(e_a − e_b), where one number solves it; covariance follows by
 * Sherman and Morrison's rank-one formula. Updates of several rows cost O(models · rows) for the columns they need. Models that the fit does not know are passed over.
 */
export function provisional(state: FitState, rows: PairCount[]): ProvisionalScores {
  const n = state.models.length;
  const at = new Map(state.models.map((model, i) => [model, i]));
  const theta = Float64Array.from(state.theta);
  const variances = Float64Array.from({ length: n }, (_, i) => state.covariance[i * n + i] ?? 0);
  const changes: { direction: Float64Array; factor: number }[] = [];
  let ratings = 0;
  for (const row of rows) {
    const [a, b] = [at.get(row.model_a), at.get(row.model_b)];
    const games = row.wins_a + row.wins_b + row.ties;
    if (a === undefined || b === undefined || a === b || games === 0) continue;
    const direction = Float64Array.from({ length: n }, (_, i) => {
      return (state.covariance[a * n + i] ?? 0) - (state.covariance[b * n + i] ?? 0);
    });
    for (const change of changes) {
      const share = change.factor * ((change.direction[a] ?? 0) - (change.direction[b] ?? 0));
      for (let i = 0; i < n; i++) direction[i] = (direction[i] ?? 0) - share * (change.direction[i] ?? 0);
    }
    const variance = (direction[a] ?? 0) - (direction[b] ?? 0);
    const before = (theta[a] ?? 0) - (theta[b] ?? 0);
    const push = pushOf(before, variance, row.wins_a + row.ties / 2, games);
    const p = winShare(before + variance * push);
    const weight = games * p * (1 - p);
    const factor = weight / (1 + weight * variance);
    for (let i = 0; i < n; i++) {
      const along = direction[i] ?? 0;
      theta[i] = (theta[i] ?? 0) + push * along;
      variances[i] = (variances[i] ?? 0) - factor * along * along;
    }
    changes.push({ direction, factor });
    ratings += games;
  }
  return { provisional: true, ratings, theta, variances };
}

// The push u with u = won − games·σ(d + v·u), by Newton's method: increasing in u, so that one root exists; bisected where a step leaves its bracket.
function pushOf(d: number, v: number, won: number, games: number): number {
  let low = won - games;
  let high = won;
  let u = won - games * winShare(d);
  for (let step = 0; step < 50; step++) {
    const p = winShare(d + v * u);
    const off = u - won + games * p;
    if (off > 0) high = u;
    else low = u;
    const next = u - off / (1 + games * v * p * (1 - p));
    const kept = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(kept - u) < 1e-14) return kept;
    u = kept;
  }
  return u;
}
