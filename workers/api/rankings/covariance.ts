import { type Board, eachPair, type PairCount } from './board.ts';
import { symmetricTimesTransposed, timesTransposed } from './linear.ts';

/** What one pair adds to the score (gradient) of model a, as sums of residuals: `sum` of them, and `squares` of each. */
export type Residual = (
  a: number,
  b: number,
  wins_a: number,
  wins_b: number,
  ties: number,
) => { sum: number; squares: number };

/** The covariance of scores with mean 0: a matrix's rows and columns centered, in place. */
export function center(matrix: Float64Array, n: number): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] = (means[i] ?? 0) + (matrix[i * n + j] ?? 0) / n;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) matrix[i * n + j] = (matrix[i * n + j] ?? 0) - (means[i] ?? 0) - (means[j] ?? 0) + mean;
  }
  return matrix;
}

/**
 * The sandwich C·J·C: standard errors that stay right when the model does not fit, or when ratings of one rater hang together.
 * J sums the squared scores of single comparisons, or of clusters where rows carry one (then times G/(G − 1)).
 */
export function sandwich(inverse: Float64Array, board: Board, rows: PairCount[], residual: Residual): Float64Array {
  const n = board.models.length;
  const clustered = rows.some((row) => row.cluster !== undefined);
  const half = clustered
    ? timesTransposed(inverse, clusterScores(board, rows, residual), n)
    : comparisonScores(inverse, board, residual);
  return symmetricTimesTransposed(half, inverse, n);
}

// C·J where J is the Laplacian of squared scores: a pass over the pairs, without forming J.
function comparisonScores(inverse: Float64Array, board: Board, residual: Residual): Float64Array {
  const n = board.models.length;
  const flipped = new Float64Array(n * n);
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    const { squares } = residual(a, b, wins_a, wins_b, ties);
    for (let k = 0; k < n; k++) {
      const flow = squares * ((inverse[a * n + k] ?? 0) - (inverse[b * n + k] ?? 0));
      flipped[a * n + k] = (flipped[a * n + k] ?? 0) + flow;
      flipped[b * n + k] = (flipped[b * n + k] ?? 0) - flow;
    }
  });
  return flipped.map((_, at) => flipped[(at % n) * n + Math.floor(at / n)] ?? 0);
}

function clusterScores(board: Board, rows: PairCount[], residual: Residual): Float64Array {
  const n = board.models.length;
  const at = new Map(board.models.map((model, index) => [model, index]));
  const scores = new Map<string, Map<number, number>>();
  for (const [index, row] of rows.entries()) {
    const a = at.get(row.model_a) ?? 0;
    const b = at.get(row.model_b) ?? 0;
    // A row without a cluster stands alone; "\0" keeps its name apart from any rater's.
    const name = row.cluster ?? `\0${index}`;
    const score = scores.get(name) ?? new Map<number, number>();
    scores.set(name, score);
    const { sum } = residual(a, b, row.wins_a, row.wins_b, row.ties);
    score.set(a, (score.get(a) ?? 0) + sum);
    score.set(b, (score.get(b) ?? 0) - sum);
  }
  const middle = new Float64Array(n * n);
  const factor = scores.size > 1 ? scores.size / (scores.size - 1) : 1;
  for (const score of scores.values()) {
    for (const [i, x] of score) {
      for (const [j, y] of score) middle[i * n + j] = (middle[i * n + j] ?? 0) + factor * x * y;
    }
  }
  return middle;
}
