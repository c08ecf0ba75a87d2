import type { LeaderboardSettings, RankingMethod } from '../../../schema/contracts/leaderboard-settings.ts';
import { AssayError } from '../../../schema/errors.ts';
import { rankings } from '../rankings/index.ts';

/** Refuses settings that no ranking goes by. @throws AssayError `not_implemented` */
export function requireRankable({ method, settings }: { method: RankingMethod; settings: LeaderboardSettings }): void {
  const refuse = (what: string) => {
    throw new AssayError('not_implemented', `${what} is not offered yet.`);
  };
  if (!(method in rankings)) refuse(`The method ${method}`);
  if (settings.source.kind === 'ppi') refuse('A corrected board');
  if (settings.style_control) refuse('Style control');
  if (settings.intervals.kind !== 'information') refuse(`The interval ${settings.intervals.kind}`);
  if (settings.prior_games > 0) refuse('A prior');
}
