import type { Board } from './board.ts';
import { fits } from './fits.ts';
import type { FittedBoard } from './fitted-board.ts';

const STEPS = 60;

/**
 * Fits other counts of a fitted board's pairs, close to it: Newton's method with the board's own information at every step (a chord), so that a
 * refit costs a few passes over the pairs and no factorization. Where that does not settle, a fit from the start decides;
 * null where there is no finite maximum. The answer is overwritten by the next refit.
 */
export function refitter(fit: FittedBoard): (board: Board) => Float64Array | null {
  const { size } = fit;
  const n = fit.theta.length;
  const inverse = fit.inverse();
  const x = new Float64Array(size);
  const gradient = new Float64Array(size);
  const settle = (board: Board): boolean => {
    x.set(fit.theta);
    if (fit.tie !== null) x[n] = fit.tie;
    let before = Number.POSITIVE_INFINITY;
    for (let step = 0; step < STEPS; step++) {
      fit.gradient(board, x, gradient);
      let longest = 0;
      for (let i = 0; i < size; i++) {
        let move = 0;
        for (let j = 0; j < size; j++) move += (inverse[i * size + j] ?? 0) * (gradient[j] ?? 0);
        x[i] = (x[i] ?? 0) + move;
        longest = Math.max(longest, Math.abs(move));
      }
      if (longest < 1e-8) return true;
      if (!(longest < 2 * before)) return false;
      before = longest;
    }
    return false;
  };
  return (board) => {
    if (settle(board)) return x.subarray(0, n);
    const exact = fits[fit.method](board, { prior_games: fit.certificate.prior_games });
    return exact.ok ? exact.theta : null;
  };
}
