import { studentCritical } from '../metrics/tails.ts';
import { boardOf, type PairCount } from './board.ts';
import { findGap } from './connectivity.ts';
import { center } from './covariance.ts';
import { cholesky, inverseOf, symmetricTimesTransposed, timesTransposed, transposed } from './linear.ts';
import { denseDirection, type Likelihood, maximize } from './newton.ts';
import { addGhost, softplus, winShare } from './pair-likelihood.ts';
import type { Refused } from './ranking.ts';

/** Counts of comparisons that share their covariates: how much more of each model_a's answer has. */
export interface CovariateRow extends PairCount {
  x: number[];
}

/** Bradley–Terry with covariates: scores with mean 0, coefficients, and the covariance of both (scores first). */
export interface CovariateFit {
  ok: true;
  models: string[];
  theta: Float64Array;
  beta: Float64Array;
  covariance: Float64Array;
  size: number;
  reach: (level: number) => number;
  diagnostics: Record<string, number | string>;
}

/**
 * Fits P(a beats b) = σ(θ_a − θ_b + β·x) by Newton's method, a tie as half a win each way. Memory is that of models and covariates; a step is
 * one pass over the rows. Errors are the sandwich clustered by the rows' `cluster`, each row for itself without.
 */
export function fitCovariates(rows: CovariateRow[], features: number, prior_games = 0): CovariateFit | Refused {
  const board = boardOf(rows);
  const n = board.models.length;
  const method = 'bradley-terry';
  const gap = findGap(board);
  if (gap && !(prior_games > 0 && n > 1)) return { ok: false, method, ...gap };
  const at = new Map(board.models.map((model, i) => [model, i]));
  const size = n + features;
  const parts = rows.map((row) => ({
    a: at.get(row.model_a) ?? 0,
    b: at.get(row.model_b) ?? 0,
    won: row.wins_a + row.ties / 2,
    games: row.wins_a + row.wins_b + row.ties,
    x: row.x,
  }));
  type Part = (typeof parts)[number];
  const differenceAt = (y: Float64Array, { a, b, x }: Part): number => {
    let d = (y[a] ?? 0) - (y[b] ?? 0);
    for (let f = 0; f < features; f++) d += (y[n + f] ?? 0) * (x[f] ?? 0);
    return d;
  };
  const addScore = (score: Float64Array, { a, b, x }: Part, surplus: number): void => {
    score[a] = (score[a] ?? 0) + surplus;
    score[b] = (score[b] ?? 0) - surplus;
    for (let f = 0; f < features; f++) score[n + f] = (score[n + f] ?? 0) + surplus * (x[f] ?? 0);
  };
  const likelihood: Likelihood = (y, gradient) => {
    gradient.fill(0);
    let value = 0;
    for (const part of parts) {
      const d = differenceAt(y, part);
      value += part.won * d - part.games * softplus(d);
      addScore(gradient, part, part.won - part.games * winShare(d));
    }
    return value + addGhost(y.subarray(0, n), gradient, prior_games);
  };
  const fill = (y: Float64Array, information: Float64Array): void => {
    const add = (i: number, j: number, amount: number) => {
      information[i * size + j] = (information[i * size + j] ?? 0) + amount;
    };
    for (const part of parts) {
      const p = winShare(differenceAt(y, part));
      const weight = part.games * p * (1 - p);
      const entries: [number, number][] = [
        [part.a, 1],
        [part.b, -1],
        ...part.x.map((x, f): [number, number] => [n + f, x]),
      ];
      for (const [i, left] of entries) for (const [j, right] of entries) add(i, j, weight * left * right);
    }
    for (let i = 0; i < n; i++) add(i, i, prior_games * winShare(y[i] ?? 0) * winShare(-(y[i] ?? 0)));
    // Without a prior scores are only told apart up to a constant; a constant block fixes it and changes nothing else.
    for (let i = 0; prior_games === 0 && i < n; i++) for (let j = 0; j < n; j++) add(i, j, 1 / n);
  };
  // A feature that never differs has no coefficient to find; a little curvature leaves it at 0.
  const lifted = (y: Float64Array, information: Float64Array): void => {
    fill(y, information);
    for (let i = n; i < size; i++) information[i * size + i] = (information[i * size + i] ?? 0) + 1e-9;
  };
  const {
    x: y,
    gradient_norm,
    iterations,
    value,
  } = maximize(likelihood, denseDirection(lifted, size), new Float64Array(size));
  const information = new Float64Array(size * size);
  lifted(y, information);
  if (gradient_norm > 1e-6 || !cholesky(information, size)) {
    const message =
      'the covariates separate who wins from who loses, so no finite coefficient fits; collect more comparisons, or leave one out';
    return {
      ok: false,
      method,
      reason: 'separable',
      islands: [board.models],
      never_beaten: [],
      never_won: [],
      message,
    };
  }
  const inverse = center(inverseOf(information, size), n, size);
  const groups = new Map<string | number, Part[]>();
  for (const [i, part] of parts.entries()) {
    const key = rows[i]?.cluster ?? i;
    const group = groups.get(key);
    if (group) group.push(part);
    else groups.set(key, [part]);
  }
  const middle = new Float64Array(size * size);
  const score = new Float64Array(size);
  for (const group of groups.values()) {
    const touched = new Set<number>(Array.from({ length: features }, (_, f) => n + f));
    for (const part of group) {
      addScore(score, part, part.won - part.games * winShare(differenceAt(y, part)));
      touched.add(part.a).add(part.b);
    }
    for (const i of touched) {
      for (const j of touched) middle[i * size + j] = (middle[i * size + j] ?? 0) + (score[i] ?? 0) * (score[j] ?? 0);
    }
    for (const i of touched) score[i] = 0;
  }
  const clusters = groups.size;
  const factor = clusters > 1 ? clusters / (clusters - 1) : 1;
  const product = timesTransposed(middle, inverse, size).map((entry) => factor * entry);
  const mean = y.subarray(0, n).reduce((sum, one) => sum + one, 0) / n;
  return {
    ok: true,
    models: board.models,
    theta: y.slice(0, n).map((one) => one - mean),
    beta: y.slice(n),
    covariance: symmetricTimesTransposed(inverse, transposed(product, size), size),
    size,
    reach: (level) => studentCritical(level, Math.max(1, clusters - 1)),
    diagnostics: { gradient_norm, iterations, log_likelihood: value, prior_games, errors: 'sandwich', clusters },
  };
}
