/** An optimal mixed strategy of a symmetric zero-sum game, and by how much the best reply beats it (0 at an exact solution). */
export interface GameSolution {
  shares: Float64Array;
  exploitability: number;
}

const MAX_ITERATIONS = 60;
const SETTLE = 1e-8;
const ZERO = 1e-9;

/**
 * Solves a symmetric zero-sum game by a primal-dual interior-point method; `advantage` is antisymmetric, row-major, n × n.
 * It follows the central path p_i·s_i = μ, where s_i is how far reply i falls short, to its end: among several optimal strategies that is the
 * analytic center of all of them, so the result is unique.
 */
export function solveSymmetricGame(advantage: Float64Array, n: number): GameSolution {
  const p = new Float64Array(n).fill(1 / n);
  // Start from slacks that satisfy s = v − A·p exactly, with v large enough to make them all positive.
  const gains = times(advantage, p, n);
  let v = gains.reduce((most, gain) => Math.max(most, gain), 0) + 1;
  const s = gains.map((gain) => v - gain);
  for (let step = 0; step < MAX_ITERATIONS; step++) {
    const mu = p.reduce((sum, share, i) => sum + share * (s[i] ?? 0), 0) / n;
    if (mu < 1e-13) break;
    const found = onlySolution(advantage, p, s, n);
    if (found) return found;
    const shrink = pace(p, s, mu);
    const move = newtonStep(advantage, p, s, mu * shrink, n);
    const reach = Math.min(1, (shrink === 0 ? 1 - 1e-7 : 0.99) * Math.min(room(p, move.dp), room(s, move.ds)));
    for (let i = 0; i < n; i++) {
      p[i] = (p[i] ?? 0) + reach * (move.dp[i] ?? 0);
      s[i] = (s[i] ?? 0) + reach * (move.ds[i] ?? 0);
    }
    v += reach * move.dv;
  }
  // Each model is in the mixture or falls short as a reply; what is left of the other quantity is rounding.
  const kept = p.map((share, i) => (share > (s[i] ?? 0) ? share : 0));
  const total = kept.reduce((sum, share) => sum + share, 0);
  const shares = kept.map((share) => share / total);
  return { shares, exploitability: gapOf(advantage, shares, n) };
}

function gapOf(advantage: Float64Array, shares: Float64Array, n: number): number {
  return times(advantage, shares, n).reduce((most, gain) => Math.max(most, gain), 0);
}

// Where there is only one optimal strategy the walk need not be walked to its end (finite termination, Ye 1992): the models that look like
// the mixture are solved for exactly. If all their shares are positive, every other reply falls strictly short and the equations
// have one solution, then by complementary slackness there is no other optimum, and this one is the end of the path.
function onlySolution(advantage: Float64Array, p: Float64Array, s: Float64Array, n: number): GameSolution | null {
  const mixed = Array.from(p.keys()).filter((i) => (p[i] ?? 0) > (s[i] ?? 0));
  const size = mixed.length;
  const rows = mixed.map((i) => Float64Array.from([...mixed.map((j) => advantage[i * n + j] ?? 0), 1, 0]));
  rows.push(new Float64Array(size + 2).fill(1, 0, size).fill(1, size + 1));
  const solution = eliminate(rows, ZERO);
  if (!solution) return null;
  const shares = new Float64Array(n);
  for (const [at, i] of mixed.entries()) shares[i] = solution[at] ?? 0;
  const gains = times(advantage, shares, n);
  const exploitability = gapOf(advantage, shares, n);
  const inside = new Set(mixed);
  const strict = gains.every((gain, i) => (inside.has(i) ? (shares[i] ?? 0) > ZERO : gain < -ZERO));
  return strict && exploitability < 1e-12 ? { shares, exploitability } : null;
}

// By how much the next step shrinks μ. The end of the path is only as central as the walk, so stay near it; settle onto it once
// more where μ is still far above rounding, and from there take one leap along its tangent (0), which ends within O(μ) of the end.
function pace(p: Float64Array, s: Float64Array, mu: number): number {
  let off = 0;
  for (let i = 0; i < p.length; i++) off = Math.max(off, Math.abs(((p[i] ?? 0) * (s[i] ?? 0)) / mu - 1));
  if (mu > SETTLE) return off > 0.9 ? 0.5 : 0.1;
  return off > 1e-7 ? 1 : 0;
}

// Solves S·dp + P·ds = target − p∘s with ds = dv − A·dp and Σ dp = 0. Dividing by P leaves (S/P − A)·dp + dv = target/p − s.
function newtonStep(advantage: Float64Array, p: Float64Array, s: Float64Array, target: number, n: number) {
  const rows = Array.from(p, (share, i) => {
    const row = new Float64Array(n + 2);
    for (let j = 0; j < n; j++) row[j] = -(advantage[i * n + j] ?? 0);
    row[i] = (row[i] ?? 0) + (s[i] ?? 0) / share;
    row[n] = 1;
    row[n + 1] = target / share - (s[i] ?? 0);
    return row;
  });
  rows.push(new Float64Array(n + 2).fill(1, 0, n));
  const solution = eliminate(rows) ?? new Float64Array(n + 1);
  const dp = solution.subarray(0, n);
  const dv = solution[n] ?? 0;
  return { dp, ds: times(advantage, dp, n).map((value) => dv - value), dv };
}

// Gaussian elimination with row exchanges; the last column is the right-hand side. Null where a pivot is at most `least`.
function eliminate(rows: Float64Array[], least = 0): Float64Array | null {
  const n = rows.length;
  const at = (i: number): Float64Array => rows[i] ?? new Float64Array(n + 1);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(at(i)[k] ?? 0) > Math.abs(at(best)[k] ?? 0)) best = i;
    const top = at(best);
    if (!(Math.abs(top[k] ?? 0) > least)) return null;
    rows[best] = at(k);
    rows[k] = top;
    for (let i = k + 1; i < n; i++) {
      const row = at(i);
      const factor = (row[k] ?? 0) / (top[k] ?? 1);
      if (factor !== 0) for (let j = k + 1; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0);
    }
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    const row = at(i);
    let value = row[n] ?? 0;
    for (let j = i + 1; j < n; j++) value -= (row[j] ?? 0) * (x[j] ?? 0);
    x[i] = value / (row[i] ?? 1);
  }
  return x;
}

function times(matrix: Float64Array, x: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (matrix[i * n + j] ?? 0) * (x[j] ?? 0);
    out[i] = sum;
  }
  return out;
}

// How far along a move every entry stays positive.
function room(x: Float64Array, dx: Float64Array): number {
  let most = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) if ((dx[i] ?? 0) < 0) most = Math.min(most, -(x[i] ?? 0) / (dx[i] ?? -1));
  return most;
}
