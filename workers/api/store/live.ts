import type { CampaignLive } from '../../../schema/contracts/campaign-live.ts';
import type { CampaignBasics } from './campaigns.ts';

type Place = { project_id: string; campaign_id: string };

/** What a campaign has gathered in all. */
export type LiveTotals = Pick<CampaignLive, 'ratings' | 'comparisons' | 'raters'>;
type LivePace = Pick<CampaignLive, 'active_raters' | 'per_minute'>;

const recent_ms = 5 * 60_000;
/** A campaign that gathers faster is counted over so many of its latest ratings. */
const most_recent = 2_000;

/** The counts from the comparisons, which keep them; the raters by leaps from one to the next in their index. */
export async function readLiveTotals(db: D1Database, { project_id, campaign_id }: Place): Promise<LiveTotals> {
  const row = await db
    .prepare(
      `WITH RECURSIVE rater(id) AS (
         SELECT min(rater_id) FROM ratings WHERE project_id = ?1 AND campaign_id = ?2
         UNION ALL
         SELECT (SELECT min(x.rater_id) FROM ratings x WHERE x.project_id = ?1 AND x.campaign_id = ?2 AND x.rater_id > rater.id)
         FROM rater WHERE rater.id IS NOT NULL)
       SELECT count(*) AS comparisons, coalesce(sum(rating_count), 0) AS ratings,
         (SELECT count(id) FROM rater WHERE id NOT LIKE 'jdg!_%' ESCAPE '!') AS raters
       FROM comparisons WHERE project_id = ?1 AND campaign_id = ?2 AND gold IS NULL`,
    )
    .bind(project_id, campaign_id)
    .first<LiveTotals>();
  return row ?? { ratings: 0, comparisons: 0, raters: 0 };
}

/** How fast people rate, from the latest arrivals. */
export async function readLivePace(db: D1Database, { project_id, campaign_id }: Place, now: number): Promise<LivePace> {
  const since = now - recent_ms;
  const row = await db
    .prepare(
      `SELECT count(DISTINCT iif(recent, rater_id, NULL)) AS active_raters, coalesce(sum(recent), 0) AS recent,
         count(*) AS looked_at, min(created_at) AS oldest
       FROM (SELECT rater_id, created_at, created_at > ?3 AND source = 'people' AS recent FROM ratings
             WHERE project_id = ?1 AND campaign_id = ?2 ORDER BY arrival DESC LIMIT ?4)`,
    )
    .bind(project_id, campaign_id, since, most_recent)
    .first<{ active_raters: number; recent: number; looked_at: number; oldest: number | null }>();
  if (!row || row.oldest === null) return { active_raters: 0, per_minute: 0 };
  const span = row.looked_at === most_recent ? Math.max(1_000, now - Math.max(row.oldest, since)) : recent_ms;
  return { active_raters: row.active_raters, per_minute: Math.round((row.recent * 600_000) / span) / 10 };
}

/** All of it at one moment. */
export async function readLive(
  db: D1Database,
  place: Place,
  { state, paused_by }: CampaignBasics,
  totals: LiveTotals,
): Promise<CampaignLive> {
  const at = Date.now();
  return { ...totals, ...(await readLivePace(db, place, at)), state, paused_by, at };
}
