import { exp, log } from '../metrics/elementary.ts';
import { type Board, eachPair } from './board.ts';

/** Three models of which each beats the next, and the last the first. */
export interface Cycle {
  models: [string, string, string];
  /** The share of points of each against the next. */
  shares: [number, number, number];
  /** The chance that one of its three directions is wrong, corrected for all pairs of the board. */
  p_value: number;
}

/** The circles of three on a board. */
export interface Cycles {
  /** Three models of which each two met. */
  triples: number;
  /** Of them, those that beat each other in a circle. */
  cyclic: number;
  /** Of those, the ones whose three directions are all established. */
  significant: number;
  top: Cycle[];
}

/**
 * Circles of three, and which of them chance does not explain. Each pair's direction is tested by the exact sign test on its decisive games,
 * corrected over all pairs of the board by Holm; where every established direction is right, and with probability `level` they all are at
 * once, every circle made of them is real.
 */
export function cyclesOf(board: Board, { level = 0.95, keep = 20 }: { level?: number; keep?: number } = {}): Cycles {
  const n = board.models.length;
  // Row-major: how sure it is that the model of the row is the better one (a corrected p-value), 2 where it is not ahead, 3 where they never met.
  const ahead = new Float64Array(n * n).fill(3);
  const share = new Float64Array(n * n);
  const tests: { at: number; p: number }[] = [];
  eachPair(board, ({ a, b, wins_a, wins_b, ties, games }) => {
    share[a * n + b] = (wins_a + ties / 2) / games;
    share[b * n + a] = (wins_b + ties / 2) / games;
    ahead[a * n + b] = 2;
    ahead[b * n + a] = 2;
    tests.push({ at: wins_b > wins_a ? b * n + a : a * n + b, p: wins_a === wins_b ? 2 : signTest(wins_a, wins_b) });
  });
  tests.sort((x, y) => x.p - y.p);
  let worst = 0;
  for (const [place, { at, p }] of tests.entries()) {
    worst = Math.max(worst, Math.min(1, p * (tests.length - place)));
    if (p <= 1) ahead[at] = worst;
  }
  const found: Cycles = { triples: 0, cyclic: 0, significant: 0, top: [] };
  const at = (i: number, j: number) => ahead[i * n + j] ?? 3;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (at(i, j) === 3) continue;
      for (let k = j + 1; k < n; k++) {
        if (at(i, k) === 3 || at(j, k) === 3) continue;
        found.triples += 1;
        const forward = Math.max(at(i, j), at(j, k), at(k, i));
        const backward = Math.max(at(j, i), at(k, j), at(i, k));
        const p_value = Math.min(forward, backward);
        if (p_value > 1) continue;
        found.cyclic += 1;
        if (p_value <= 1 - level) found.significant += 1;
        if (found.top.length >= keep && p_value >= (found.top.at(-1)?.p_value ?? 0)) continue;
        const [x, y, z] = forward < backward ? [i, j, k] : [i, k, j];
        found.top.push({
          models: [board.models[x] ?? '', board.models[y] ?? '', board.models[z] ?? ''],
          shares: [share[x * n + y] ?? 0, share[y * n + z] ?? 0, share[z * n + x] ?? 0],
          p_value,
        });
        found.top.sort((left, right) => left.p_value - right.p_value);
        found.top.length = Math.min(keep, found.top.length);
      }
    }
  }
  return found;
}

/** The two-sided exact sign test: how probable at least so lopsided a result is between equals. */
export function signTest(wins_a: number, wins_b: number): number {
  const n = Math.round(wins_a + wins_b);
  const from = Math.round(Math.max(wins_a, wins_b));
  // P(X = k) by its logarithm from k = n down: the tail is short.
  let height = -n * Math.LN2;
  let tail = exp(height);
  for (let k = n; k > from; k--) {
    height += log(k / (n - k + 1));
    tail += exp(height);
  }
  return Math.min(1, 2 * tail);
}
