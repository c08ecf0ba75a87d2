import type { Leaderboard, Provisional, Snapshot } from '../../../schema/contracts/leaderboards.ts';
import { provisionalRows } from '../rankings/boards/provisional.ts';
import { latestArrival } from '../store/board-rows.ts';
import { readResultsAfter } from './board-inputs.ts';
import { readFit } from './fits.ts';

/** Ratings that one answer applies; where more wait, the exact refit is due anyway. */
const most_results = 2000;

/** The latest snapshot with the ratings since, or null where the method keeps no fit or nothing came. */
export async function provisionalOf(
  db: D1Database,
  project_id: string,
  leaderboard: Leaderboard,
  snapshot: Snapshot | null,
): Promise<Provisional | null> {
  const { id, campaign_id, method, settings } = leaderboard;
  if (snapshot?.status !== 'ok' || method !== 'bradley-terry') return null;
  if (settings.source.kind === 'ppi' || settings.style_control) return null;
  const place = { project_id, campaign_id };
  const latest = await latestArrival(db, place, snapshot.epoch);
  if (latest === null || latest <= snapshot.watermark) return null;
  const fit = await readFit(db, { project_id, leaderboard_id: id, version: snapshot.version });
  if (!fit) return null;
  const results = await readResultsAfter(db, place, settings, snapshot.watermark, most_results);
  const { rows, applied } = provisionalRows(fit, snapshot.rows, results.rows);
  return { snapshot_version: snapshot.version, watermark: results.watermark ?? latest, ratings: applied, rows };
}
