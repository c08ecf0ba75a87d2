import { wilson } from '../metrics/interval.ts';
import { boardOf, eachPair, gamesOf, type PairCount } from './board.ts';
import { type Ranking, withRanks } from './ranking.ts';

/** Each model's share of points (a tie is half a point), with Wilson's interval. Whom a model met is not accounted for. */
export function winRate(counts: PairCount[], { level = 0.95 }: { level?: number } = {}): Ranking {
  const board = boardOf(counts);
  const points = new Float64Array(board.models.length);
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    points[a] = (points[a] ?? 0) + wins_a + ties / 2;
    points[b] = (points[b] ?? 0) + wins_b + ties / 2;
  });
  const games = gamesOf(board);
  const entries = board.models.flatMap((model, i) => {
    const { value, low, high, n } = wilson(points[i] ?? 0, games[i] ?? 0, level);
    return value === null ? [] : [{ model, rank: 0, score: value, se: null, low, high, games: n }];
  });
  return { ok: true, method: 'win-rate', entries: withRanks(entries), diagnostics: { adjusted_for_opponents: 'no' } };
}
