import type { LeaderboardSettings, ViewQuery } from '../../../schema/contracts/leaderboard-settings.ts';
import type { Leaderboard, LeaderboardResult } from '../../../schema/contracts/leaderboards.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { BoardDefinition } from '../rankings/boards/definition.ts';
import type { Seen } from '../rankings/boards/seen.ts';
import { readFacets } from '../store/facets.ts';
import { findLeaderboard } from '../store/leaderboards.ts';
import { latestSnapshot } from '../store/snapshots.ts';
import { provisionalOf } from './provisional.ts';
import { viewBoard } from './refit.ts';

/** @throws AssayError `not_found` where the project has no such leaderboard */
export async function requireLeaderboard(db: D1Database, project_id: string, id: string): Promise<Leaderboard> {
  const row = await findLeaderboard(db, project_id, id);
  if (!row) throw new AssayError('not_found', `There is no leaderboard ${id} in this project.`);
  return row;
}

/** A leaderboard with its latest result. */
export async function readLeaderboard(
  db: D1Database,
  project_id: string,
  id: string,
  provisional = false,
): Promise<LeaderboardResult> {
  const leaderboard = await requireLeaderboard(db, project_id, id);
  const snapshot = await latestSnapshot(db, project_id, id);
  return {
    ...leaderboard,
    snapshot_version: snapshot?.version ?? null,
    snapshot,
    provisional: provisional ? await provisionalOf(db, project_id, leaderboard, snapshot) : null,
    facets: await readFacets(db, { project_id, campaign_id: leaderboard.campaign_id }),
  };
}

/** The board as it is now, with what its reads need. */
export async function seeBoard(db: D1Database, project_id: string, board: Leaderboard): Promise<Seen> {
  const { rows, ranked, inputs } = await viewBoard(db, { project_id, campaign_id: board.campaign_id }, board);
  return { rows, ranked, counts: inputs.counts, method: board.method };
}

/** A leaderboard's definition with what a query changes. */
export function definitionOf(board: Leaderboard, query: ViewQuery): BoardDefinition {
  const flag = (value: 'true' | 'false' | undefined, own: boolean) => (value === undefined ? own : value === 'true');
  const text = (value: string | undefined, own: string | null) => (value === undefined ? own : value || null);
  const { settings } = board;
  return {
    method: query.method ?? board.method,
    settings: {
      ...settings,
      source: query.source === undefined ? settings.source : sourceOf(query.source),
      category: text(query.category, settings.category),
      criterion: text(query.criterion, settings.criterion),
      verified_only: flag(query.verified_only, settings.verified_only),
      include_held: flag(query.include_held, settings.include_held),
      style_control: flag(query.style_control, settings.style_control),
    },
  };
}

function sourceOf(text: string): LeaderboardSettings['source'] {
  if (text === 'people') return { kind: 'people' };
  return text.startsWith('ppi:')
    ? { kind: 'ppi', judge_id: text.slice('ppi:'.length) }
    : { kind: 'judge', judge_id: text };
}
