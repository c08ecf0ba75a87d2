import { exp } from '../metrics/elementary.ts';
import { type Ranking, ranked } from './ranking.ts';

/** One comparison, in the order it happened. */
export interface OrderedComparison {
  model_a: string;
  model_b: string;
  outcome: 'a' | 'b' | 'tie';
}

/** Elo's constants: the largest change by one game, the points per factor ten of odds, and where everyone starts. */
export interface EloOptions {
  k?: number;
  scale?: number;
  initial?: number;
}

/** Elo's online rating. It depends on the order of comparisons and favors recent ones; it has no interval of its own. */
export function elo(
  comparisons: OrderedComparison[],
  { k = 32, scale = 400, initial = 1500 }: EloOptions = {},
): Ranking {
  const ratings = new Map<string, { rating: number; games: number }>();
  const standing = (model: string) => {
    const found = ratings.get(model) ?? { rating: initial, games: 0 };
    ratings.set(model, found);
    return found;
  };
  for (const { model_a, model_b, outcome } of comparisons) {
    if (model_a === model_b) continue;
    const a = standing(model_a);
    const b = standing(model_b);
    const expected = 1 / (1 + exp((Math.LN10 * (b.rating - a.rating)) / scale));
    const change = k * ((outcome === 'a' ? 1 : outcome === 'b' ? 0 : 0.5) - expected);
    a.rating += change;
    b.rating -= change;
    a.games += 1;
    b.games += 1;
  }
  const models = [...ratings.keys()];
  const all = [...ratings.values()];
  const scores = all.map((entry) => entry.rating);
  const games = all.map((entry) => entry.games);
  return {
    ok: true,
    method: 'elo',
    entries: ranked(models, scores, null, games),
    diagnostics: { order_dependent: 'yes', k, scale, initial },
  };
}
