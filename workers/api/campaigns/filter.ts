import type { LeaderboardSettings } from '../../../schema/contracts/leaderboard-settings.ts';
import type { CellFilter } from '../store/pair-counts.ts';

/** The cells of the pair counts that a board's settings pick; of a corrected board, people's. */
export function filterOf(settings: LeaderboardSettings): CellFilter {
  const { source, criterion, category, verified_only, include_held } = settings;
  return {
    source: source.kind === 'judge' ? source.judge_id : 'people',
    criterion: criterion ?? '',
    category: category ?? '',
    verified_only,
    include_held,
  };
}
