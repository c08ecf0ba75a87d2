import { cholesky, solveCholesky } from './linear.ts';

/** A concave log-likelihood: its value at x, with the gradient filled in. */
export type Likelihood = (x: Float64Array, gradient: Float64Array) => number;

/** The Newton step at x: the information (minus the Hessian) divided into the gradient. */
export type Direction = (x: Float64Array, gradient: Float64Array) => Float64Array;

/** A maximum with its certificate: a concave function is at its maximum where the gradient is 0. */
export interface Maximum {
  x: Float64Array;
  value: number;
  gradient_norm: number;
  iterations: number;
}

const MAX_ITERATIONS = 100;

/** Newton's method with step halving, until rounding error allows no further progress. */
export function maximize(likelihood: Likelihood, direction: Direction, start: Float64Array): Maximum {
  let x = start.slice();
  const gradient = new Float64Array(x.length);
  let value = likelihood(x, gradient);
  let norm = maxNorm(gradient);
  let iterations = 0;
  while (norm > 1e-12 && iterations < MAX_ITERATIONS) {
    const next = advance(likelihood, x, direction(x, gradient), value, norm, gradient);
    if (!next) break;
    ({ x, value, norm } = next);
    iterations += 1;
  }
  return { x, value, gradient_norm: norm, iterations };
}

/** The Newton step by Cholesky factorization of a dense information matrix, which `fill` writes. */
export function denseDirection(fill: (x: Float64Array, information: Float64Array) => void, n: number): Direction {
  const information = new Float64Array(n * n);
  return (x, gradient) => {
    information.fill(0);
    fill(x, information);
    if (!cholesky(information, n)) throw new RangeError('the information matrix is not positive definite');
    const step = gradient.slice();
    solveCholesky(information, n, step);
    return step;
  };
}

// The longest of the halved steps that gets better: a higher value, or near the top, where values no longer differ, a smaller gradient.
function advance(
  likelihood: Likelihood,
  x: Float64Array,
  step: Float64Array,
  value: number,
  norm: number,
  gradient: Float64Array,
) {
  for (let size = 1; size > 1e-6; size /= 2) {
    const trial = x.map((coordinate, i) => coordinate + size * (step[i] ?? 0));
    const reached = likelihood(trial, gradient);
    const after = maxNorm(gradient);
    const flat = Math.abs(reached - value) <= 1e-9 * Math.max(1, Math.abs(value));
    if (flat ? after < norm * 0.9 : reached > value) return { x: trial, value: reached, norm: after };
  }
  return null;
}

function maxNorm(vector: Float64Array): number {
  let most = 0;
  for (const entry of vector) most = Math.max(most, Math.abs(entry));
  return most;
}
