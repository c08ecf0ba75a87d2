import type { LeaderboardSettings, RankingMethod } from '../../../../schema/contracts/leaderboard-settings.ts';
import type { PairCount } from '../board.ts';
import type { StyleFeatures } from '../style-features.ts';

/** What a board is ranked by. */
export interface BoardDefinition {
  method: RankingMethod;
  settings: LeaderboardSettings;
}

/** One rating that prefers or ties, in the order of arrival: A is the left answer. */
export interface BoardRow {
  rater: string;
  comparison: string;
  model_a: string;
  model_b: string;
  outcome: 'a' | 'b' | 'tie';
  style?: { a: StyleFeatures; b: StyleFeatures };
}

/** A model the campaign ever scored: how many ratings it was shown in, and since when it is retired. */
export interface ScoredModel {
  model: string;
  ratings: number;
  retired_at: number | null;
}

/** All that a board is computed from: with the definition, it determines every byte of the result. */
export interface BoardInputs {
  counts: PairCount[];
  models: ScoredModel[];
  /** The scores of the version before, from which the fit starts. */
  start: { version: number; scores: Record<string, number> } | null;
  /** Single ratings, for what pair counts do not tell. */
  rows?: BoardRow[];
  /** Counts of each criterion, the question itself as ''. */
  criteria?: { criterion: string; counts: PairCount[] }[];
  /** A judge's verdicts: on what people rated too, and on everything. */
  judge?: BoardRow[];
}

/** A part of the inputs that only some boards need. */
export type Part = 'rows' | 'criteria' | 'judge';

/** Which parts a definition needs besides its counts. */
export function partsOf({ method, settings }: BoardDefinition): Part[] {
  const parts: Part[] = [];
  const by_row = method === 'elo' || method === 'rater-weighted' || method === 'crowd-bt' || settings.style_control;
  if (by_row || settings.intervals.kind === 'sandwich' || settings.source.kind === 'ppi') parts.push('rows');
  if (method === 'criteria-lottery') parts.push('criteria');
  if (settings.source.kind === 'ppi') parts.push('judge');
  return parts;
}
