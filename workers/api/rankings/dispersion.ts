import { uniform } from '../metrics/interval.ts';
import { chiSquareTail } from '../metrics/tails.ts';
import { type Board, eachPair } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';
import { drawBinomial } from './multinomial.ts';
import { refitter } from './refit.ts';
import { expectation } from './win-matrix.ts';

/** A test of a fit: do results scatter around the predicted win shares as chance does? */
export interface Dispersion {
  /** Pearson's X² over the pairs. */
  statistic: number;
  degrees_of_freedom: number;
  /** X² by its degrees of freedom: 1 is as expected, more says that strengths on one line do not explain the results. */
  value: number;
  /** The share of boards drawn from the fit, and fitted again, that scatter at least as much. */
  p_value: number;
  /** The same by the chi-square distribution, which holds where pairs have many games. */
  chi_square_p_value: number;
  seed: number;
  rounds: number;
}

/** Tests the fit by Pearson's X², its distribution simulated from the fit; null where there are no more pairs than parameters. */
export function dispersionOf(
  fit: FittedBoard,
  { seed, rounds = 200 }: { seed: number; rounds?: number },
): Dispersion | null {
  const { board } = fit;
  let pairs = 0;
  eachPair(board, () => {
    pairs += 1;
  });
  const degrees_of_freedom = pairs - (board.models.length - 1);
  if (degrees_of_freedom < 1) return null;
  const statistic = pearson(fit, fit.theta, board);
  const refit = refitter(fit);
  const random = uniform(seed);
  const drawn: Board = {
    ...board,
    wins_a: board.wins_a.slice(),
    wins_b: board.wins_b.slice(),
    ties: board.ties.slice(),
  };
  let beyond = 0;
  let used = 0;
  for (let round = 0; round < rounds; round++) {
    drawFrom(fit, drawn, random);
    const theta = refit(drawn);
    if (!theta) continue;
    used += 1;
    if (pearson(fit, theta, drawn) >= statistic) beyond += 1;
  }
  return {
    statistic,
    degrees_of_freedom,
    value: statistic / degrees_of_freedom,
    p_value: (1 + beyond) / (1 + used),
    chi_square_p_value: chiSquareTail(statistic, degrees_of_freedom),
    seed,
    rounds: used,
  };
}

/** Draws every pair's outcomes from a fit, as many games as it had. */
export function drawFrom(fit: FittedBoard, drawn: Board, random: () => number): void {
  const { board, theta } = fit;
  for (let pair = 0; pair < board.a.length; pair++) {
    const games = Math.round((board.wins_a[pair] ?? 0) + (board.wins_b[pair] ?? 0) + (board.ties[pair] ?? 0));
    const { a, tie } = fit.outcome((theta[board.a[pair] ?? 0] ?? 0) - (theta[board.b[pair] ?? 0] ?? 0));
    const wins = drawBinomial(games, a, random);
    const ties = a < 1 ? drawBinomial(games - wins, Math.min(1, tie / (1 - a)), random) : 0;
    drawn.wins_a[pair] = wins;
    drawn.ties[pair] = ties;
    drawn.wins_b[pair] = games - wins - ties;
  }
}

function pearson(fit: FittedBoard, theta: Float64Array, board: Board): number {
  let sum = 0;
  const at = { ...fit, theta };
  eachPair(board, (cell) => {
    const { points, expected, variance } = expectation(at, cell);
    sum += (points - expected) ** 2 / variance;
  });
  return sum;
}
