import { type Cell, eachPair } from './board.ts';
import type { FittedBoard } from './fitted-board.ts';

/** One pair of models: what it did against what the fit predicts. */
export interface WinMatrixCell {
  model_a: string;
  model_b: string;
  games: number;
  /** The share of points of a (a tie is half a point). */
  observed: number;
  predicted: number;
  /** Points beyond the predicted in standard deviations, that the fit was drawn to them included: about normal. null where the fit follows the pair exactly. */
  residual: number | null;
}

/** The pairwise win matrix, predicted against observed, pair by pair. */
export function winMatrix(fit: FittedBoard): WinMatrixCell[] {
  const { board, size } = fit;
  const inverse = fit.inverse();
  const cells: WinMatrixCell[] = [];
  eachPair(board, (cell) => {
    const { a, b, games } = cell;
    const { points, expected, variance, slope } = expectation(fit, cell);
    const error = (inverse[a * size + a] ?? 0) + (inverse[b * size + b] ?? 0) - 2 * (inverse[a * size + b] ?? 0);
    // Half points vary less than wins and losses, and so do scores fitted to them.
    const spread = fit.tie === null ? variance / (games * slope) : 1;
    const left = variance - (games * slope) ** 2 * error * spread;
    cells.push({
      model_a: board.models[a] ?? '',
      model_b: board.models[b] ?? '',
      games,
      observed: points / games,
      predicted: expected / games,
      residual: left > 1e-9 * variance ? (points - expected) / Math.sqrt(left) : null,
    });
  });
  return cells;
}

/** A pair's points of a, what the fit expects of them with what variance, and how the share of points grows with the difference of strengths. */
export function expectation(fit: FittedBoard, { a, b, wins_a, ties, games }: Cell) {
  const difference = (fit.theta[a] ?? 0) - (fit.theta[b] ?? 0);
  const share = (d: number) => {
    const outcome = fit.outcome(d);
    return outcome.a + outcome.tie / 2;
  };
  const outcome = fit.outcome(difference);
  const mean = outcome.a + outcome.tie / 2;
  const variance = games * (outcome.a + outcome.tie / 4 - mean * mean);
  const slope = fit.tie === null ? mean * (1 - mean) : (share(difference + 1e-5) - share(difference - 1e-5)) / 2e-5;
  return { points: wins_a + ties / 2, expected: games * mean, variance, slope };
}
