import { bradleyTerry } from './bradley-terry.ts';
import { criteriaLottery } from './criteria-lottery.ts';
import { crowdBt } from './crowd-bt.ts';
import { davidson } from './davidson.ts';
import { elo } from './elo.ts';
import { maximalLottery } from './maximal-lottery.ts';
import { raoKupper } from './rao-kupper.ts';
import { raterWeighted } from './rater-weighted.ts';
import { winRate } from './win-rate.ts';

/** Every ranking of pair counts, by name. */
export const rankings = {
  'bradley-terry': bradleyTerry,
  'win-rate': winRate,
  davidson,
  'rao-kupper': raoKupper,
  'maximal-lottery': maximalLottery,
} as const;

/** Rankings that tell raters apart: rows name theirs as `cluster`. */
export const rater_rankings = { 'rater-weighted': raterWeighted, 'crowd-bt': crowdBt } as const;

/** Rankings of several criteria at once, each with its own counts. */
export const criteria_rankings = { 'criteria-lottery': criteriaLottery } as const;

/** Rankings that need comparisons in their order, by name. */
export const ordered_rankings = { elo } as const;

export type { PairCount } from './board.ts';
export type { OrderedComparison } from './elo.ts';
export type { FitOptions, FittedBoard } from './fitted-board.ts';
export type { RankOptions } from './fitted-ranking.ts';
export type { LotteryOptions } from './maximal-lottery.ts';
export type { RankRange } from './rank-range.ts';
export type { RankEntry, Ranking, Refused } from './ranking.ts';
