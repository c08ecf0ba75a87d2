import { percentile, uniform } from '../metrics/interval.ts';
import { type Board, gamesOf } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';
import { drawMultinomial } from './multinomial.ts';
import { rankRanges } from './rank-range.ts';
import { type RankEntry, type Ranking, ranked } from './ranking.ts';
import { refitter } from './refit.ts';

/** How often the bootstrap gave a model each rank, from rank `from` on. */
export interface RankDistribution {
  model: string;
  from: number;
  shares: number[];
}

/** A ranking with bootstrap intervals, and the distribution of every model's rank in the ranking's order. */
export interface Bootstrapped {
  ranking: Ranking;
  ranks: RankDistribution[];
}

/**
 * Percentile intervals by redrawing all comparisons (Efron): every cell of pair and outcome is one category of a multinomial, so a
 * round costs the pairs and not the ratings. Rounds without a finite maximum are left out and counted; where they are more than the
 * tail beyond an interval, its end may be infinite and there is none.
 */
export function bootstrapBoard(
  fit: FittedBoard,
  { seed, rounds = 1000, level = 0.95 }: { seed: number; rounds?: number; level?: number },
): Bootstrapped {
  const { board, theta } = fit;
  const n = theta.length;
  const draws = drawRounds(fit, seed, rounds);
  const kept = draws.length / n;
  const tail = (1 - level) / 2;
  const finite = rounds - kept <= tail * rounds;
  const column = (i: number) => Float64Array.from({ length: kept }, (_, round) => draws[round * n + i] ?? 0).sort();
  const covariance = covarianceOf(draws, n);
  const errors = theta.map((_, i) => Math.sqrt(covariance[i * n + i] ?? 0));
  const ranges = rankRanges(theta, covariance, { seed, level });
  const counts = rankCounts(draws, n);
  const at = new Map(board.models.map((model, i) => [model, i]));
  const entries = ranked(board.models, theta, finite ? errors : null, gamesOf(board)).map((entry): RankEntry => {
    const i = at.get(entry.model) ?? 0;
    const range = ranges[i];
    if (!finite || !range) return entry;
    const sorted = column(i);
    const first_probability = (counts[i * n] ?? 0) / kept;
    const [low, high] = [percentile(sorted, tail), percentile(sorted, 1 - tail)];
    return { ...entry, low, high, range: { ...range, first_probability } };
  });
  const notes = { errors: 'bootstrap', seed, rounds, rounds_without_maximum: rounds - kept };
  return {
    ranking: { ok: true, method: fit.method, entries, diagnostics: { ...fit.certificate, level, ...notes } },
    ranks: entries.map(({ model }) =>
      distribution(model, counts.subarray((at.get(model) ?? 0) * n).subarray(0, n), kept),
    ),
  };
}

// The scores of every round with a finite maximum, one row after another.
function drawRounds(fit: FittedBoard, seed: number, rounds: number): Float64Array {
  const { board, theta } = fit;
  const pairs = board.a.length;
  const cells = new Float64Array(3 * pairs);
  cells.set(board.wins_a);
  cells.set(board.wins_b, pairs);
  cells.set(board.ties, 2 * pairs);
  const total = Math.round(cells.reduce((sum, count) => sum + count, 0));
  const drawn = new Float64Array(3 * pairs);
  const [wins_a, wins_b, ties] = [0, 1, 2].map((part) => drawn.subarray(part * pairs, (part + 1) * pairs));
  const resample: Board = { ...board, ...(wins_a && wins_b && ties && { wins_a, wins_b, ties }) };
  const random = uniform(seed);
  const refit = refitter(fit);
  const scores = new Float64Array(rounds * theta.length);
  let kept = 0;
  for (let round = 0; round < rounds; round++) {
    drawMultinomial(cells, total, random, drawn);
    const found = refit(resample);
    if (found) scores.set(found, theta.length * kept++);
  }
  return scores.subarray(0, kept * theta.length);
}

function covarianceOf(draws: Float64Array, n: number): Float64Array {
  const rounds = draws.length / n;
  const means = new Float64Array(n);
  for (const [at, value] of draws.entries()) means[at % n] = (means[at % n] ?? 0) + value / rounds;
  const covariance = new Float64Array(n * n);
  for (let round = 0; round < rounds; round++) {
    const row = draws.subarray(round * n, (round + 1) * n);
    for (let i = 0; i < n; i++) {
      const x = ((row[i] ?? 0) - (means[i] ?? 0)) / Math.max(1, rounds - 1);
      for (let j = 0; j <= i; j++)
        covariance[i * n + j] = (covariance[i * n + j] ?? 0) + x * ((row[j] ?? 0) - (means[j] ?? 0));
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) covariance[j * n + i] = covariance[i * n + j] ?? 0;
  return covariance;
}

// Row-major models × ranks: in how many rounds a model had so many strictly better ones.
function rankCounts(draws: Float64Array, n: number): Float64Array {
  const counts = new Float64Array(n * n);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let from = 0; from < draws.length; from += n) {
    order.sort((i, j) => (draws[from + j] ?? 0) - (draws[from + i] ?? 0));
    let rank = 0;
    for (const [place, i] of order.entries()) {
      if (draws[from + i] !== draws[from + (order[place - 1] ?? i)]) rank = place;
      counts[i * n + rank] = (counts[i * n + rank] ?? 0) + 1;
    }
  }
  return counts;
}

function distribution(model: string, counts: Float64Array, rounds: number): RankDistribution {
  const from = counts.findIndex((count) => count > 0);
  const to = counts.findLastIndex((count) => count > 0);
  return { model, from: from + 1, shares: Array.from(counts.subarray(from, to + 1), (count) => count / rounds) };
}
