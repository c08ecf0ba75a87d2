import { eachPair } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';
import { expectation } from './win-matrix.ts';

/** How much of the pairwise log-odds one line of strengths explains, how much circles of three models hold, and how much only longer circles; shares of 1. */
export interface Hodge {
  gradient_share: number;
  curl_share: number;
  harmonic_share: number;
  /** The energy outside the gradient: Pearson's X² of the fit, which chance alone brings to about its degrees of freedom. */
  cyclic_energy: number;
}

/** A flow on the pairs that met, scaled so that plain sums of squares are energies, and the triangles between them. */
interface Flow {
  n: number;
  /** 1 + the pair of two models, where they met; row-major. */
  pair: Int32Array;
  scale: Float64Array;
}

/**
 * The combinatorial Hodge decomposition of HodgeRank (Jiang, Lim, Yao and Ye 2011) at the Bradley–Terry fit. The flow of a pair is its fitted
 * log-odds plus what the result adds to them to first order (the working response of logistic regression), weighed by information:
 * its gradient part is then exactly the fit and the rest exactly Pearson's X². Null for other methods and with a prior.
 */
export function hodge(fit: FittedBoard): Hodge | null {
  if (fit.method !== 'bradley-terry' || fit.certificate.prior_games > 0) return null;
  const { board, theta } = fit;
  const n = theta.length;
  const pairs = board.a.length;
  const flow: Flow = { n, pair: new Int32Array(n * n), scale: new Float64Array(pairs) };
  const rest = new Float64Array(pairs);
  let gradient = 0;
  let at = 0;
  eachPair(board, (cell) => {
    const { points, expected, variance } = expectation(fit, cell);
    rest[at] = (points - expected) / Math.sqrt(variance);
    const weight = expected * (1 - expected / cell.games);
    const spread = variance / weight;
    gradient += (weight / spread) * ((theta[cell.a] ?? 0) - (theta[cell.b] ?? 0)) ** 2;
    // A pair's flow is its entry here times its scale.
    flow.scale[at] = Math.sqrt(spread / weight);
    flow.pair[cell.a * n + cell.b] = at + 1;
    at += 1;
  });
  const cyclic = energy(rest);
  const curl = energy(curlPart(flow, rest));
  const total = gradient + cyclic;
  if (total === 0) return { gradient_share: 0, curl_share: 0, harmonic_share: 0, cyclic_energy: 0 };
  return {
    gradient_share: gradient / total,
    curl_share: Math.min(curl, cyclic) / total,
    harmonic_share: Math.max(0, cyclic - curl) / total,
    cyclic_energy: cyclic,
  };
}

// The projection onto flows around triangles: conjugate gradients on K'K u = K'K x from 0, where K takes the sum around each triangle.
function curlPart(flow: Flow, x: Float64Array): Float64Array {
  const u = new Float64Array(x.length);
  const residual = new Float64Array(x.length);
  around(flow, x, residual);
  const path = residual.slice();
  const product = new Float64Array(x.length);
  let size = energy(residual);
  const enough = size * 1e-20;
  for (let step = 0; step < 500 && size > enough && size > 0; step++) {
    around(flow, path, product);
    const curvature = path.reduce((sum, value, i) => sum + value * (product[i] ?? 0), 0);
    if (!(curvature > 0)) break;
    const length = size / curvature;
    for (let i = 0; i < u.length; i++) {
      u[i] = (u[i] ?? 0) + length * (path[i] ?? 0);
      residual[i] = (residual[i] ?? 0) - length * (product[i] ?? 0);
    }
    const next = energy(residual);
    for (let i = 0; i < u.length; i++) path[i] = (residual[i] ?? 0) + (next / size) * (path[i] ?? 0);
    size = next;
  }
  return u;
}

// out = K'K x, triangle by triangle; none is stored.
function around({ n, pair, scale }: Flow, x: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const ij = (pair[i * n + j] ?? 0) - 1;
      if (ij < 0) continue;
      for (let k = j + 1; k < n; k++) {
        const jk = (pair[j * n + k] ?? 0) - 1;
        const ik = (pair[i * n + k] ?? 0) - 1;
        if (jk < 0 || ik < 0) continue;
        const [s, t, r] = [scale[ij] ?? 0, scale[jk] ?? 0, scale[ik] ?? 0];
        const sum = s * (x[ij] ?? 0) + t * (x[jk] ?? 0) - r * (x[ik] ?? 0);
        out[ij] = (out[ij] ?? 0) + s * sum;
        out[jk] = (out[jk] ?? 0) + t * sum;
        out[ik] = (out[ik] ?? 0) - r * sum;
      }
    }
  }
}

function energy(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return sum;
}
