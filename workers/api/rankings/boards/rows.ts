import type { RankingMethod } from '../../../../schema/contracts/leaderboard-settings.ts';
import type { LeaderboardRow } from '../../../../schema/contracts/leaderboards.ts';
import type { PairCount } from '../board.ts';
import type { Ranking } from '../ranking.ts';
import type { ScoredModel } from './definition.ts';

const as_is = (value: number): number => value;

/** A log-odds strength as on a chess rating's scale. */
export const shownStrength = (theta: number): number => 1000 + (400 * theta) / Math.LN10;
/** The log-odds strength that is shown so. */
export const strengthOf = (score: number): number => ((score - 1000) * Math.LN10) / 400;

/** How each method's scores are shown: log-odds strengths as on a chess rating's scale, shares and points as they are. */
export const scales: Record<RankingMethod, (score: number) => number> = {
  'bradley-terry': shownStrength,
  'win-rate': as_is,
  davidson: shownStrength,
  'rao-kupper': shownStrength,
  'maximal-lottery': as_is,
  elo: as_is,
  'rater-weighted': shownStrength,
  'crowd-bt': shownStrength,
  'criteria-lottery': as_is,
};

type Tally = { wins: number; losses: number; ties: number };

/** A ranking as rows, best first. */
export function rowsOf(
  method: RankingMethod,
  ranking: Ranking,
  counts: PairCount[],
  models: ScoredModel[],
): LeaderboardRow[] {
  const tallies = tally(counts);
  const retired = new Set(models.flatMap(({ model, retired_at }) => (retired_at === null ? [] : [model])));
  const shown = scales[method];
  return ranking.entries.map(({ model, rank, score, low, high, range }) => ({
    model,
    rank,
    score: shown(score),
    low: low === null ? null : shown(low),
    high: high === null ? null : shown(high),
    best_rank: range?.best ?? null,
    worst_rank: range?.worst ?? null,
    first_probability: range?.first_probability ?? null,
    ...(tallies.get(model) ?? { wins: 0, losses: 0, ties: 0 }),
    retired: retired.has(model),
  }));
}

/** Rows of a board that has no scores: nobody is known to be better than anybody, so all share the first rank; the share of wins only sorts them. */
export function unrankedRows(counts: PairCount[], models: ScoredModel[]): LeaderboardRow[] {
  const won = ({ wins, losses, ties }: Tally) => (wins + ties / 2) / Math.max(1, wins + losses + ties);
  const retired = new Set(models.flatMap(({ model, retired_at }) => (retired_at === null ? [] : [model])));
  const unknown = { score: null, low: null, high: null, best_rank: null, worst_rank: null, first_probability: null };
  return [...tally(counts)]
    .toSorted(([a, left], [b, right]) => won(right) - won(left) || (a < b ? -1 : 1))
    .map(([model, counted]) => ({ model, rank: 1, ...unknown, ...counted, retired: retired.has(model) }));
}

function tally(counts: PairCount[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  const add = (model: string, wins: number, losses: number, ties: number) => {
    const so_far = tallies.get(model) ?? { wins: 0, losses: 0, ties: 0 };
    tallies.set(model, { wins: so_far.wins + wins, losses: so_far.losses + losses, ties: so_far.ties + ties });
  };
  for (const { model_a, model_b, wins_a, wins_b, ties } of counts) {
    add(model_a, wins_a, wins_b, ties);
    add(model_b, wins_b, wins_a, ties);
  }
  return tallies;
}
