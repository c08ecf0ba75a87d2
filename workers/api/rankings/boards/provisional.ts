import type { LeaderboardRow } from '../../../../schema/contracts/leaderboards.ts';
import { normalQuantile } from '../../metrics/interval.ts';
import { boardOf, eachPair, type PairCount } from '../board.ts';
import { type FitState, provisional } from '../provisional.ts';
import type { BoardRow } from './definition.ts';
import { shownStrength } from './rows.ts';
import { countOf } from './single-rows.ts';

function pairsOf(results: BoardRow[]): PairCount[] {
  const board = boardOf(results.map(countOf));
  const pairs: PairCount[] = [];
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    pairs.push({ model_a: board.models[a] ?? '', model_b: board.models[b] ?? '', wins_a, wins_b, ties });
  });
  return pairs;
}

/** A board's rows after results that came since its fit; results of models that the fit does not know are left for the exact refit. */
export function provisionalRows(
  fit: FitState,
  rows: LeaderboardRow[],
  results: BoardRow[],
): { rows: LeaderboardRow[]; applied: number } {
  const at = new Map(fit.models.map((model, i) => [model, i]));
  const moved = new Map(rows.map((row) => [row.model, { ...row }]));
  const fresh: BoardRow[] = [];
  for (const result of results) {
    const { model_a, model_b, outcome } = result;
    const [left, right] = [moved.get(model_a), moved.get(model_b)];
    if (!left || !right || !at.has(model_a) || !at.has(model_b)) continue;
    fresh.push(result);
    if (outcome === 'tie') {
      left.ties += 1;
      right.ties += 1;
    } else {
      const [winner, loser] = outcome === 'a' ? [left, right] : [right, left];
      winner.wins += 1;
      loser.losses += 1;
    }
  }
  // Results of one pair are one update: fewer steps, and nearer to the refit.
  const { theta, variances } = provisional(fit, pairsOf(fresh));
  const z = normalQuantile(0.975);
  const scored = [...moved.values()].map((row) => {
    const i = at.get(row.model) ?? 0;
    const [score, half] = [theta[i] ?? 0, z * Math.sqrt(Math.max(0, variances[i] ?? 0))];
    const interval = { low: shownStrength(score - half), high: shownStrength(score + half) };
    return {
      ...row,
      score: shownStrength(score),
      ...interval,
      best_rank: null,
      worst_rank: null,
      first_probability: null,
    };
  });
  const better = (score: number) => scored.filter((other) => other.score > score).length;
  const ranked = scored.map((row) => ({ ...row, rank: 1 + better(row.score) }));
  return { rows: ranked.toSorted((x, y) => x.rank - y.rank || (x.model < y.model ? -1 : 1)), applied: fresh.length };
}
