import type { LeaderboardRow } from '../../../../schema/contracts/leaderboards.ts';
import { normalQuantile } from '../../metrics/interval.ts';
import { winShare } from '../pair-likelihood.ts';
import type { BoardRow } from './definition.ts';
import { shownStrength } from './rows.ts';

/**
 * Applies one result to Bradley–Terry scores and their covariance: the Newton step of that result alone (a Kalman update), in
 * O(models) for the scores and O(models²) for the covariance. With x = e_a − e_b, v = Cx and w = p(1 − p):
 * θ += v·(points − p)/(1 + w·xᵀv) and C −= w·v·vᵀ/(1 + w·xᵀv) (Sherman and Morrison 1950).
 */
export function applyResult(
  theta: Float64Array,
  covariance: Float64Array,
  { a, b, points }: { a: number; b: number; points: number },
): void {
  const n = theta.length;
  const p = winShare((theta[a] ?? 0) - (theta[b] ?? 0));
  const weight = p * (1 - p);
  const v = Float64Array.from({ length: n }, (_, i) => (covariance[i * n + a] ?? 0) - (covariance[i * n + b] ?? 0));
  const scale = 1 + weight * ((v[a] ?? 0) - (v[b] ?? 0));
  for (let i = 0; i < n; i++) {
    theta[i] = (theta[i] ?? 0) + ((v[i] ?? 0) * (points - p)) / scale;
    const row = ((v[i] ?? 0) * weight) / scale;
    for (let j = 0; j < n; j++) covariance[i * n + j] = (covariance[i * n + j] ?? 0) - row * (v[j] ?? 0);
  }
}

/** A board's rows after results that came since its fit; results of models that the fit does not know are left for the exact refit. */
export function provisionalRows(
  fit: { models: string[]; theta: Float64Array; covariance: Float64Array },
  rows: LeaderboardRow[],
  results: BoardRow[],
): { rows: LeaderboardRow[]; applied: number } {
  const at = new Map(fit.models.map((model, i) => [model, i]));
  const n = fit.models.length;
  const moved = new Map(rows.map((row) => [row.model, { ...row }]));
  let applied = 0;
  for (const { model_a, model_b, outcome } of results) {
    const [a, b] = [at.get(model_a), at.get(model_b)];
    const [left, right] = [moved.get(model_a), moved.get(model_b)];
    if (a === undefined || b === undefined || !left || !right) continue;
    applyResult(fit.theta, fit.covariance, { a, b, points: outcome === 'tie' ? 0.5 : Number(outcome === 'a') });
    if (outcome === 'tie') {
      left.ties += 1;
      right.ties += 1;
    } else {
      const [winner, loser] = outcome === 'a' ? [left, right] : [right, left];
      winner.wins += 1;
      loser.losses += 1;
    }
    applied += 1;
  }
  const z = normalQuantile(0.975);
  const scored = [...moved.values()].map((row) => {
    const i = at.get(row.model) ?? 0;
    const [score, half] = [fit.theta[i] ?? 0, z * Math.sqrt(Math.max(0, fit.covariance[i * n + i] ?? 0))];
    const interval = { low: shownStrength(score - half), high: shownStrength(score + half) };
    return {
      ...row,
      score: shownStrength(score),
      ...interval,
      best_rank: null,
      worst_rank: null,
      first_probability: null,
    };
  });
  const better = (score: number) => scored.filter((other) => other.score > score).length;
  const ranked = scored.map((row) => ({ ...row, rank: 1 + better(row.score) }));
  return { rows: ranked.toSorted((x, y) => x.rank - y.rank || (x.model < y.model ? -1 : 1)), applied };
}
