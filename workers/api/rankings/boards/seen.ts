import type { RankingMethod } from '../../../../schema/contracts/leaderboard-settings.ts';
import type { LeaderboardRow } from '../../../../schema/contracts/leaderboards.ts';
import type { PairCount } from '../board.ts';
import { winShare } from '../pair-likelihood.ts';
import type { Ranked } from './rank.ts';
import { scales, shownStrength, strengthOf } from './rows.ts';

/** A board as its reads take it: computed now, with its counts. */
export interface Seen {
  rows: LeaderboardRow[];
  counts: PairCount[];
  ranked: Ranked | null;
  method: RankingMethod;
}

/** a's expected share of points against b by the fit; null where there is none. */
export function predicted({ ranked, rows, method }: Seen): (a: string, b: string) => number | null {
  const fit = ranked?.fit;
  if (!fit) return byScores(rows, method);
  const at = new Map(fit.board.models.map((model, i) => [model, i]));
  return (a, b) => {
    const [i, j] = [at.get(a), at.get(b)];
    if (i === undefined || j === undefined) return null;
    const { a: won, tie } = fit.outcome((fit.theta[i] ?? 0) - (fit.theta[j] ?? 0));
    return won + tie / 2;
  };
}

// Strengths fitted otherwise than to pair counts predict by their difference alone.
function byScores(rows: LeaderboardRow[], method: RankingMethod): ReturnType<typeof predicted> {
  const scores = new Map(rows.flatMap(({ model, score }) => (score === null ? [] : [[model, strengthOf(score)]])));
  return (a, b) => {
    const [left, right] = [scores.get(a), scores.get(b)];
    if (scales[method] !== shownStrength || left === undefined || right === undefined) return null;
    return winShare(left - right);
  };
}

type Results = { wins: number; losses: number; ties: number };

/** Results of one model against each of its opponents, from its side. */
export function against(counts: PairCount[], model: string): Map<string, Results> {
  return new Map(
    counts.flatMap(({ model_a, model_b, wins_a, wins_b, ties }) => {
      if (model_a === model) return [[model_b, { wins: wins_a, losses: wins_b, ties }] as const];
      return model_b === model ? [[model_a, { wins: wins_b, losses: wins_a, ties }] as const] : [];
    }),
  );
}

/** How often two models met. */
export const gamesIn = ({ wins, losses, ties }: Results): number => wins + losses + ties;
