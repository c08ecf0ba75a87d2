import { boardOf, type PairCount } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { once } from './fitted-board.ts';
import { cholesky, inverseOf, solveTransposed } from './linear.ts';
import { informationOf, winShare } from './pair-likelihood.ts';

/** Games of each model against a ghost of average strength, half won: models that have not met yet have a finite spread. */
const prior_games = 1;

/** What a choice of the next pair starts from: who may meet, how they fared so far, and how surely that is known. */
export interface PairDesign {
  models: string[];
  /** The pairs that may be chosen, each once, by the places of their models. */
  a: Int32Array;
  b: Int32Array;
  wins_a: Float64Array;
  wins_b: Float64Array;
  ties: Float64Array;
  /** Bradley–Terry log-odds under the prior. */
  theta: Float64Array;
  /** The covariance of theta, row-major; a copy. */
  covariance: () => Float64Array;
  /** A draw from the normal approximation of theta's posterior. */
  draw: (random: () => number) => Float64Array;
}

/** Fits what is known and lays it beside the pairs that may be chosen. */
export function pairDesign(counts: PairCount[], open: readonly (readonly [string, string])[]): PairDesign {
  const board = boardOf(counts, open.flat());
  const n = board.models.length;
  const fit = fitBradleyTerry(board, { prior_games });
  const theta = fit.ok ? fit.theta : new Float64Array(n);
  const ghost = theta.map((value) => prior_games * winShare(value) * winShare(-value));
  const root = informationOf(board, theta, ghost);
  if (!cholesky(root, n)) throw new RangeError('the information matrix is not positive definite');
  const inverse = once(() => inverseOf(root, n));
  const place = new Map(board.models.map((model, at) => [model, at]));
  const met = new Map(Array.from(board.a, (a, pair) => [a * n + (board.b[pair] ?? 0), pair]));
  const keys = new Set<number>();
  for (const [one, other] of open) {
    const [x, y] = [place.get(one) ?? 0, place.get(other) ?? 0];
    if (x !== y) keys.add(Math.min(x, y) * n + Math.max(x, y));
  }
  const pairs = [...keys];
  const counted = (values: Float64Array) => Float64Array.from(pairs, (key) => values[met.get(key) ?? -1] ?? 0);
  return {
    models: board.models,
    a: Int32Array.from(pairs, (key) => Math.floor(key / n)),
    b: Int32Array.from(pairs, (key) => key % n),
    wins_a: counted(board.wins_a),
    wins_b: counted(board.wins_b),
    ties: counted(board.ties),
    theta,
    covariance: () => inverse().slice(),
    draw: (random) => {
      const noise = Float64Array.from({ length: n }, () => normal(random));
      solveTransposed(root, n, noise);
      return noise.map((value, i) => value + (theta[i] ?? 0));
    },
  };
}

/** A standard normal draw (Box and Muller 1958). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The pairs that each model may be chosen with, by the model's place. */
export function pairsOf({ models, a, b }: PairDesign): number[][] {
  const pairs: number[][] = models.map(() => []);
  for (let pair = 0; pair < a.length; pair++) {
    pairs[a[pair] ?? 0]?.push(pair);
    pairs[b[pair] ?? 0]?.push(pair);
  }
  return pairs;
}
