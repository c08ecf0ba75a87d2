import { studentCritical } from '../metrics/tails.ts';
import { type Cell, eachPair, type PairCount } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';
import { symmetricTimesTransposed, timesTransposed, transposed } from './linear.ts';

/** The errors of a fit: the variance of every score, their covariance (row-major, models × models), and how far an interval reaches in standard errors. */
export interface Errors {
  variances: () => Float64Array;
  covariance: () => Float64Array;
  reach: (level: number) => number;
  notes: Record<string, number | string>;
}

/** Adds up the squared scores of raters one rater at a time; memory is models² whatever their number. */
export interface ClusterSum {
  /** All rows of one rater; other raters' rows must not be among them. */
  add: (rows: PairCount[]) => void;
  errors: () => Errors;
}

/**
 * The sandwich C·J·C clustered by rater (Liang and Zeger 1986): right when ratings of one rater hang together and when the model does not fit.
 * J sums the outer products of raters' scores times G/(G − 1), and intervals use Student's t with G − 1 degrees, for G raters with ratings.
 */
export function clusterSandwich(fit: FittedBoard): ClusterSum {
  const { size, board } = fit;
  const at = new Map(board.models.map((model, index) => [model, index]));
  const middle = new Float64Array(size * size);
  const score = new Float64Array(size);
  const cell: Cell = { a: 0, b: 0, wins_a: 0, wins_b: 0, ties: 0, games: 0 };
  let clusters = 0;
  const add = (rows: PairCount[]): void => {
    const touched = new Set<number>(fit.tie === null ? [] : [size - 1]);
    for (const row of rows) {
      const [a, b] = [at.get(row.model_a), at.get(row.model_b)];
      const games = row.wins_a + row.wins_b + row.ties;
      if (a === undefined || b === undefined || a === b || games === 0) continue;
      const term = fit.term(Object.assign(cell, row, { a, b, games }));
      score[a] = (score[a] ?? 0) + term.gradient_d;
      score[b] = (score[b] ?? 0) - term.gradient_d;
      if (fit.tie !== null) score[size - 1] = (score[size - 1] ?? 0) + term.gradient_t;
      touched.add(a).add(b);
    }
    if (touched.size > 1) clusters += 1;
    for (const i of touched) {
      const x = score[i] ?? 0;
      for (const j of touched) middle[i * size + j] = (middle[i * size + j] ?? 0) + x * (score[j] ?? 0);
    }
    for (const i of touched) score[i] = 0;
  };
  const errors = (): Errors => {
    const factor = clusters > 1 ? clusters / (clusters - 1) : 1;
    const scaled = timesTransposed(middle, fit.inverse(), size).map((value) => factor * value);
    const notes = { errors: 'sandwich', clusters, small_sample: 'G/(G-1), t with G-1 degrees' };
    return errorsOf(fit, scaled, (level) => studentCritical(level, Math.max(1, clusters - 1)), notes);
  };
  return { add, errors };
}

/** The sandwich with every comparison for itself: right when the model does not fit, as long as comparisons are independent. */
export function comparisonSandwich(fit: FittedBoard, reach: (level: number) => number): Errors {
  const { size, board } = fit;
  const inverse = fit.inverse();
  // J·C in a pass over the pairs: J is a graph Laplacian with, for a tie parameter, one more row.
  const product = new Float64Array(size * size);
  const last = fit.tie === null ? -1 : size - 1;
  eachPair(board, (cell) => {
    const [dd, dt, tt] = squaresOf(fit, cell);
    const [a, b, t] = [cell.a * size, cell.b * size, last * size];
    for (let k = 0; k < size; k++) {
      const gap = (inverse[a + k] ?? 0) - (inverse[b + k] ?? 0);
      const tie = last < 0 ? 0 : (inverse[t + k] ?? 0);
      const flow = dd * gap + dt * tie;
      product[a + k] = (product[a + k] ?? 0) + flow;
      product[b + k] = (product[b + k] ?? 0) - flow;
      if (last >= 0) product[t + k] = (product[t + k] ?? 0) + dt * gap + tt * tie;
    }
  });
  return errorsOf(fit, product, reach, { errors: 'sandwich' });
}

/** The errors by the inverse information: what the model itself promises. */
export function informationErrors(fit: FittedBoard, reach: (level: number) => number): Errors {
  const n = fit.theta.length;
  return {
    variances: fit.variances,
    covariance: () => corner(fit.inverse(), n, fit.size),
    reach,
    notes: { errors: 'information' },
  };
}

// Sums over a pair's comparisons of the squared and crossed derivatives.
function squaresOf(fit: FittedBoard, cell: Cell): [number, number, number] {
  const one: Cell = { a: cell.a, b: cell.b, wins_a: 0, wins_b: 0, ties: 0, games: 1 };
  const sums: [number, number, number] = [0, 0, 0];
  for (const outcome of ['wins_a', 'wins_b', 'ties'] as const) {
    if (cell[outcome] === 0) continue;
    one[outcome] = 1;
    const { gradient_d, gradient_t } = fit.term(one);
    one[outcome] = 0;
    sums[0] += cell[outcome] * gradient_d * gradient_d;
    sums[1] += cell[outcome] * gradient_d * gradient_t;
    sums[2] += cell[outcome] * gradient_t * gradient_t;
  }
  return sums;
}

// From J·C to C·J·C: its diagonal alone costs a pass, the whole a matrix product.
function errorsOf(fit: FittedBoard, product: Float64Array, reach: Errors['reach'], notes: Errors['notes']): Errors {
  const { size } = fit;
  const n = fit.theta.length;
  const inverse = fit.inverse();
  const variances = () => {
    const sums = new Float64Array(n);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < n; k++)
        sums[k] = (sums[k] ?? 0) + (inverse[i * size + k] ?? 0) * (product[i * size + k] ?? 0);
    }
    return sums;
  };
  const covariance = () => corner(symmetricTimesTransposed(inverse, transposed(product, size), size), n, size);
  return { variances, covariance, reach, notes };
}

function corner(matrix: Float64Array, n: number, size: number): Float64Array {
  if (n === size) return matrix.slice();
  return Float64Array.from({ length: n * n }, (_, at) => matrix[Math.floor(at / n) * size + (at % n)] ?? 0);
}
