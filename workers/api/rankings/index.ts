import { bradleyTerry } from './bradley-terry.ts';
import { elo } from './elo.ts';
import { winRate } from './win-rate.ts';

/** Every ranking of pair counts, by name. */
export const rankings = {
  'bradley-terry': bradleyTerry,
  'win-rate': winRate,
} as const;

/** Rankings that need comparisons in their order, by name. */
export const ordered_rankings = { elo } as const;

export type { PairCount } from './board.ts';
export type { FitOptions } from './bradley-terry.ts';
export type { OrderedComparison } from './elo.ts';
export type { RankEntry, Ranking, Refused } from './ranking.ts';
