import type { PublicLeaderboard } from '../../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard, Snapshot } from '../../../schema/contracts/leaderboards.ts';
import { AssayError } from '../../../schema/errors.ts';
import { findCampaign } from '../store/campaigns.ts';
import { findJudge } from '../store/judges.ts';
import { findPublished } from '../store/leaderboards.ts';
import { listRetirements } from '../store/retirements.ts';
import { latestSnapshot } from '../store/snapshots.ts';

/** A published leaderboard with whose it is, its latest snapshot, and a text that changes whenever what is published does. */
export interface Published {
  project_id: string;
  board: Leaderboard;
  snapshot: Snapshot | null;
  shown: PublicLeaderboard;
  version: string;
}

/** @throws AssayError `not_found` where nothing is published there */
export async function requirePublished(db: D1Database, slug: string): Promise<Published> {
  const found = await findPublished(db, slug);
  if (!found) throw new AssayError('not_found', `No leaderboard is published at "${slug}".`);
  const { project_id, leaderboard: board } = found;
  const place = { project_id, campaign_id: board.campaign_id };
  const { source } = board.settings;
  const [snapshot, campaign, retired, judge] = await Promise.all([
    latestSnapshot(db, project_id, board.id),
    findCampaign(db, project_id, board.campaign_id),
    listRetirements(db, place, { limit: 1000 }),
    source.kind === 'people' ? undefined : findJudge(db, project_id, source.judge_id),
  ]);
  const { leaderboard_id: _, ...open } = snapshot ?? { leaderboard_id: '' };
  const shown: PublicLeaderboard = {
    ...{ slug, name: board.name, method: board.method, settings: board.settings },
    campaign: { name: campaign?.name ?? '', question: campaign?.question ?? '' },
    judge: judge ? { name: judge.name, version: judge.version } : null,
    snapshot: snapshot ? (open as PublicLeaderboard['snapshot']) : null,
    retirements: retired.data,
  };
  const version = JSON.stringify([snapshot?.id, shown.name, shown.campaign, retired.data]);
  return { project_id, board, snapshot, shown, version };
}
