import type { Board } from './board.ts';
import type { Direction } from './newton.ts';

/** Writes the weights of a board's pairs at x: how much information the games of each pair hold. */
export type Weigh = (x: Float64Array, weights: Float64Array) => void;

/**
 * The Newton step by conjugate gradients with diagonal scaling: the information matrix of pair comparisons is a weighted
 * graph Laplacian (plus a diagonal from a prior), so one product costs a pass over the pairs and no matrix is ever formed.
 */
export function conjugateDirection(board: Board, weigh: Weigh, diagonal: (x: Float64Array) => Float64Array): Direction {
  const n = board.models.length;
  const weights = new Float64Array(board.a.length);
  return (x, gradient) => {
    weigh(x, weights);
    const extra = diagonal(x);
    const scale = extra.slice();
    for (let pair = 0; pair < weights.length; pair++) {
      const a = board.a[pair] ?? 0;
      const b = board.b[pair] ?? 0;
      const weight = weights[pair] ?? 0;
      scale[a] = (scale[a] ?? 0) + weight;
      scale[b] = (scale[b] ?? 0) + weight;
    }
    const multiply = (v: Float64Array, out: Float64Array): void => {
      for (let i = 0; i < n; i++) out[i] = (extra[i] ?? 0) * (v[i] ?? 0);
      for (let pair = 0; pair < weights.length; pair++) {
        const a = board.a[pair] ?? 0;
        const b = board.b[pair] ?? 0;
        const flow = (weights[pair] ?? 0) * ((v[a] ?? 0) - (v[b] ?? 0));
        out[a] = (out[a] ?? 0) + flow;
        out[b] = (out[b] ?? 0) - flow;
      }
    };
    // Without a prior the scores float: rounding must not push them all the same way, which no weight resists.
    const floats = extra.every((weight) => weight === 0);
    const mean = floats ? gradient.reduce((sum, value) => sum + value, 0) / n : 0;
    return conjugateGradients(
      multiply,
      scale,
      gradient.map((value) => value - mean),
    );
  };
}

function conjugateGradients(
  multiply: (v: Float64Array, out: Float64Array) => void,
  scale: Float64Array,
  target: Float64Array,
): Float64Array {
  const n = target.length;
  const solution = new Float64Array(n);
  const residual = target.slice();
  const scaled = residual.map((value, i) => value / (scale[i] ?? 1));
  const path = scaled.slice();
  const product = new Float64Array(n);
  let energy = inner(residual, scaled);
  const enough = energy * 1e-18;
  for (let step = 0; step < 4 * n && energy > enough; step++) {
    multiply(path, product);
    const curvature = inner(path, product);
    if (!(curvature > 0)) break;
    const length = energy / curvature;
    for (let i = 0; i < n; i++) {
      solution[i] = (solution[i] ?? 0) + length * (path[i] ?? 0);
      residual[i] = (residual[i] ?? 0) - length * (product[i] ?? 0);
      scaled[i] = (residual[i] ?? 0) / (scale[i] ?? 1);
    }
    const next = inner(residual, scaled);
    for (let i = 0; i < n; i++) path[i] = (scaled[i] ?? 0) + (next / energy) * (path[i] ?? 0);
    energy = next;
  }
  return solution;
}

function inner(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}
