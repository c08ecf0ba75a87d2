import { exp, log1p } from '../metrics/elementary.ts';
import { type Board, eachPair } from './board.ts';
import type { Likelihood } from './newton.ts';

/** The probability that a model wins over another with `difference` less log-odds. */
export function winShare(difference: number): number {
  return 1 / (1 + exp(-difference));
}

/** The log-likelihood of a board, with its gradient. */
export function likelihoodOf(board: Board, priorGames: number): Likelihood {
  return (theta, gradient) => {
    let value = 0;
    gradient.fill(0);
    eachPair(board, ({ a, b, wins_a, ties, games }) => {
      const d = (theta[a] ?? 0) - (theta[b] ?? 0);
      const won = wins_a + ties / 2;
      const surplus = won - games * winShare(d);
      value -= won * softplus(-d) + (games - won) * softplus(d);
      gradient[a] = (gradient[a] ?? 0) + surplus;
      gradient[b] = (gradient[b] ?? 0) - surplus;
    });
    return value + addGhost(theta, gradient, priorGames);
  };
}

/** The gradient alone, where many are needed. */
export function fillGradient(board: Board, theta: Float64Array, gradient: Float64Array, priorGames: number): void {
  gradient.fill(0);
  const { a: first, b: second, wins_a, wins_b, ties } = board;
  for (let pair = 0; pair < first.length; pair++) {
    const a = first[pair] ?? 0;
    const b = second[pair] ?? 0;
    const half = (ties[pair] ?? 0) / 2;
    const won = (wins_a[pair] ?? 0) + half;
    const surplus = won - (won + (wins_b[pair] ?? 0) + half) * winShare((theta[a] ?? 0) - (theta[b] ?? 0));
    gradient[a] = (gradient[a] ?? 0) + surplus;
    gradient[b] = (gradient[b] ?? 0) - surplus;
  }
  addGhost(theta, gradient, priorGames);
}

/** Adds a prior's gradient and answers with its value: so many games of each model against a ghost of strength 0, half of them won. */
export function addGhost(theta: Float64Array, gradient: Float64Array, priorGames: number): number {
  let value = 0;
  for (let i = 0; priorGames > 0 && i < theta.length; i++) {
    const d = theta[i] ?? 0;
    value -= (priorGames / 2) * (softplus(d) + softplus(-d));
    gradient[i] = (gradient[i] ?? 0) + priorGames * (0.5 - winShare(d));
  }
  return value;
}

/** The information matrix (minus the Hessian). Scores are only told apart up to a constant; without a prior, a constant matrix is added, which fixes that and changes nothing else. */
export function informationOf(board: Board, theta: Float64Array, prior: Float64Array): Float64Array {
  const n = board.models.length;
  const information = new Float64Array(n * n).fill(prior.some((weight) => weight > 0) ? 0 : 1 / n);
  const add = (i: number, j: number, amount: number): void => {
    information[i * n + j] = (information[i * n + j] ?? 0) + amount;
  };
  for (let i = 0; i < n; i++) add(i, i, prior[i] ?? 0);
  const weights = new Float64Array(board.a.length);
  weigh(board, theta, weights);
  for (let pair = 0; pair < weights.length; pair++) {
    const a = board.a[pair] ?? 0;
    const b = board.b[pair] ?? 0;
    const weight = weights[pair] ?? 0;
    add(a, a, weight);
    add(b, b, weight);
    add(a, b, -weight);
    add(b, a, -weight);
  }
  return information;
}

/** Writes how much information the games of each pair hold: n·p·(1 − p). */
export function weigh(board: Board, theta: Float64Array, weights: Float64Array): void {
  for (let pair = 0; pair < weights.length; pair++) {
    const p = winShare((theta[board.a[pair] ?? 0] ?? 0) - (theta[board.b[pair] ?? 0] ?? 0));
    weights[pair] = ((board.wins_a[pair] ?? 0) + (board.wins_b[pair] ?? 0) + (board.ties[pair] ?? 0)) * p * (1 - p);
  }
}

/** log(1 + e^x), for any x. */
export function softplus(x: number): number {
  return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}
