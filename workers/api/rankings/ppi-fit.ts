import type { Board } from './board.ts';
import { center } from './covariance.ts';
import { cholesky, inverseOf } from './linear.ts';
import { denseDirection, type Likelihood, maximize } from './newton.ts';
import { addGhost, informationOf, softplus, winShare } from './pair-likelihood.ts';

/**
 * What people and a judge said of one pair of models, as sums over comparisons. Human outcomes y and judge verdicts f are the points of a,
 * 0 to 1 (a tie is 0.5). `labels` comparisons have both; `verdicts` others have only f. Which comparisons of a pair were
 * labeled must not depend on their outcome; which pairs were, may.
 */
export interface PpiPair {
  model_a: string;
  model_b: string;
  labels: number;
  sum_y: number;
  sum_f: number;
  sum_yy: number;
  sum_ff: number;
  sum_yf: number;
  verdicts: number;
  verdict_sum: number;
  verdict_squares: number;
}

/** A pair on a board. */
export interface Part {
  a: number;
  b: number;
  pair: PpiPair;
  /** The mean verdict on comparisons without a label, and the variance of a verdict. */
  mean: number;
  spread: number;
  /** Whether the judge can help here. */
  judged: boolean;
}

/** The pairs with their places on the board and what the judge said of each. */
export function partsOf(board: Board, pairs: PpiPair[]): Part[] {
  const at = new Map(board.models.map((model, i) => [model, i]));
  return pairs.map((pair) => {
    const { verdicts, verdict_sum, verdict_squares } = pair;
    const mean = verdicts > 0 ? verdict_sum / verdicts : 0;
    const judged = verdicts > 1;
    const spread = judged ? Math.max(0, (verdict_squares - verdicts * mean * mean) / (verdicts - 1)) : 0;
    return { a: at.get(pair.model_a) ?? 0, b: at.get(pair.model_b) ?? 0, pair, mean, spread, judged };
  });
}

/** Scores with mean 0, and the inverse information. */
export interface Solution {
  theta: Float64Array;
  inverse: Float64Array;
  gradient_norm: number;
}

/** Fits people's points corrected by λ times the judge's; null where they have no finite fit. */
export function solve(board: Board, parts: Part[], lambda: number, prior: number): Solution | null {
  const n = board.models.length;
  const likelihood: Likelihood = (theta, gradient) => {
    gradient.fill(0);
    let value = 0;
    for (const { a, b, pair, mean, judged } of parts) {
      const d = (theta[a] ?? 0) - (theta[b] ?? 0);
      const p = winShare(d);
      const points = pair.sum_y - (judged ? lambda * (pair.sum_f - pair.labels * mean) : 0);
      value += points * d - pair.labels * softplus(d);
      gradient[a] = (gradient[a] ?? 0) + points - pair.labels * p;
      gradient[b] = (gradient[b] ?? 0) - points + pair.labels * p;
    }
    return value + addGhost(theta, gradient, prior);
  };
  const ghost = (theta: Float64Array) => theta.map((value) => prior * winShare(value) * winShare(-value));
  const fill = (theta: Float64Array, out: Float64Array) => out.set(informationOf(board, theta, ghost(theta)));
  const { x, gradient_norm } = maximize(likelihood, denseDirection(fill, n), new Float64Array(n));
  const information = informationOf(board, x, ghost(x));
  // Corrected points may lie outside 0 to the number of labels: then scores run away, slower and slower.
  if (gradient_norm > 1e-6 || x.some((value) => Math.abs(value) > 30) || !cholesky(information, n)) return null;
  const shift = x.reduce((sum, value) => sum + value, 0) / n;
  return { theta: x.map((value) => value - shift), inverse: center(inverseOf(information, n), n), gradient_norm };
}

// Sums over a pair's labels of squared y − p, squared f − mean, and their product.
function momentsOf({ pair, mean, a, b }: Part, theta: Float64Array) {
  const p = winShare((theta[a] ?? 0) - (theta[b] ?? 0));
  const { labels, sum_y, sum_f, sum_yy, sum_ff, sum_yf } = pair;
  return {
    yy: sum_yy - 2 * p * sum_y + labels * p * p,
    ff: sum_ff - 2 * mean * sum_f + labels * mean * mean,
    yf: sum_yf - mean * sum_y - p * sum_f + labels * p * mean,
  };
}

/** The λ that makes the trace of the scores' covariance smallest: it is a parabola in λ. */
export function tuned(parts: Part[], { theta, inverse }: Solution): number {
  const n = theta.length;
  let slope = 0;
  let bend = 0;
  for (const part of parts) {
    if (!part.judged) continue;
    let pull = 0;
    for (let i = 0; i < n; i++) pull += ((inverse[part.a * n + i] ?? 0) - (inverse[part.b * n + i] ?? 0)) ** 2;
    const { ff, yf } = momentsOf(part, theta);
    slope += pull * yf;
    bend += pull * (ff + (part.pair.labels ** 2 * part.spread) / part.pair.verdicts);
  }
  return bend > 0 ? Math.min(1, Math.max(0, slope / bend)) : 0;
}

/** The covariance of scores in its two parts: what labels bring, and what verdicts bring. */
export function spreads(parts: Part[], { theta, inverse }: Solution, lambda: number, n: number) {
  const labels = new Float64Array(n * n);
  const verdicts = new Float64Array(n * n);
  for (const part of parts) {
    const { yy, ff, yf } = momentsOf(part, theta);
    const share = part.judged ? lambda : 0;
    const byLabels = yy - 2 * share * yf + share * share * ff;
    const byVerdicts = part.judged ? (share * share * part.pair.labels ** 2 * part.spread) / part.pair.verdicts : 0;
    for (let i = 0; i < n; i++) {
      const x = (inverse[part.a * n + i] ?? 0) - (inverse[part.b * n + i] ?? 0);
      for (let j = 0; j < n; j++) {
        const y = x * ((inverse[part.a * n + j] ?? 0) - (inverse[part.b * n + j] ?? 0));
        labels[i * n + j] = (labels[i * n + j] ?? 0) + y * byLabels;
        verdicts[i * n + j] = (verdicts[i * n + j] ?? 0) + y * byVerdicts;
      }
    }
  }
  return { labels, verdicts };
}
