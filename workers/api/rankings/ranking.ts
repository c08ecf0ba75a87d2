import type { Gap } from './connectivity.ts';
import type { RankRange } from './rank-range.ts';

/** One model's place. `score` is the method's own scale; models with equal scores share a rank. */
export interface RankEntry {
  model: string;
  rank: number;
  score: number;
  se: number | null;
  low: number | null;
  high: number | null;
  games: number;
  /** Present when ranges were asked for. */
  range?: RankRange;
}

/** A computed ranking, best first, with what proves or limits it in `diagnostics`. */
export interface Ranking {
  ok: true;
  method: string;
  entries: RankEntry[];
  diagnostics: Record<string, number | string>;
}

/** Why no ranking can be computed, and what is missing; never a silent infinity. */
export interface Refused extends Gap {
  ok: false;
  method: string;
}

/** Sorts models by score, with intervals that reach so many standard errors either way (null where there are none). */
export function ranked(
  models: string[],
  scores: ArrayLike<number>,
  errors: ArrayLike<number> | null,
  games: ArrayLike<number>,
  reach = 0,
): RankEntry[] {
  const entries = models.map((model, i) => {
    const score = scores[i] ?? 0;
    const se = errors ? (errors[i] ?? null) : null;
    const half = se === null ? null : reach * se;
    const [low, high] = half === null ? [null, null] : [score - half, score + half];
    return { model, rank: 0, score, se, low, high, games: games[i] ?? 0 };
  });
  return withRanks(entries);
}

/** Entries best first, each with its rank: one more than the number of strictly better models. */
export function withRanks(entries: RankEntry[]): RankEntry[] {
  const sorted = [...entries].sort((x, y) => y.score - x.score || (x.model < y.model ? -1 : 1));
  let rank = 1;
  return sorted.map((entry, at) => {
    if (entry.score !== sorted[at - 1]?.score) rank = at + 1;
    return { ...entry, rank };
  });
}
