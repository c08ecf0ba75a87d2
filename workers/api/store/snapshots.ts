import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import { LeaderboardSettings, type RankingMethod } from '../../../schema/contracts/leaderboard-settings.ts';
import type { Snapshot } from '../../../schema/contracts/leaderboards.ts';
import { snapshots } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { numberCursor, type PageRequest } from './page.ts';

type Place = { project_id: string; campaign_id: string };

// A leaderboard is behind where counting began anew and has come as far as its snapshot again, or where it has come further.
const behind = `FROM leaderboards l
  JOIN watermarks w ON w.project_id = l.project_id AND w.campaign_id = l.campaign_id
  LEFT JOIN snapshots s ON s.project_id = l.project_id AND s.leaderboard_id = l.id AND s.version =
    (SELECT max(n.version) FROM snapshots n WHERE n.project_id = l.project_id AND n.leaderboard_id = l.id)
  WHERE (s.version IS NULL OR (w.epoch = s.epoch AND w.arrival > s.watermark) OR (w.epoch > s.epoch AND w.arrival >= s.watermark))`;
// Before the first rating a campaign has no watermark, but its leaderboards have their first snapshot.
const unborn = `FROM leaderboards l WHERE NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.project_id = l.project_id AND s.leaderboard_id = l.id)`;

/** A leaderboard that needs a new snapshot. */
export type Behind = { id: string; method: RankingMethod; settings: LeaderboardSettings };

/** The leaderboards of a campaign whose latest snapshot is not of its latest pair counts and, where `before` is given, is from before it. */
export async function findBehind(db: D1Database, place: Place, before: number | null): Promise<Behind[]> {
  const mine = 'AND l.project_id = ?1 AND l.campaign_id = ?2';
  const { results } = await db
    .prepare(
      `SELECT l.id, l.method, l.settings ${behind} ${mine} AND (?3 IS NULL OR coalesce(s.created_at, -1) < ?3)
       UNION SELECT l.id, l.method, l.settings ${unborn} ${mine}`,
    )
    .bind(place.project_id, place.campaign_id, before)
    .all<{ id: string; method: RankingMethod; settings: string }>();
  return results.map((row) => ({ ...row, settings: LeaderboardSettings.parse(JSON.parse(row.settings)) }));
}

/** The campaigns, of all projects, with a leaderboard that is behind its campaign's watermark. */
export async function findCampaignsBehind(db: D1Database, limit: number): Promise<Place[]> {
  const { results } = await db
    .prepare(`SELECT l.project_id, l.campaign_id ${behind} UNION SELECT l.project_id, l.campaign_id ${unborn} LIMIT ?1`)
    .bind(limit)
    .all<Place>();
  return results;
}

const plain = ['id', 'method', 'epoch', 'watermark', 'status', 'message', 'config_sha256', 'method_version'] as const;
const numbered = ['seed', 'inputs_sha256', 'result_sha256', 'created_at'] as const;
const as_json = ['rows', 'diagnostics', 'settings', 'analysis'] as const;
const columns = [...plain, ...numbered, ...as_json];

/**
 * Keeps a computed result as the next version. Nothing happens where one with as many ratings of its epoch is there already: two
 * refreshes at the same time keep one, and a slow one never hides a later one. @returns the version, or null where nothing was kept
 */
export async function insertSnapshot(
  db: D1Database,
  project_id: string,
  row: Omit<Snapshot, 'version'>,
): Promise<number | null> {
  const values = columns.map((name) => {
    const value = row[name];
    return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
  });
  const made = await db
    .prepare(
      `INSERT INTO snapshots (project_id, leaderboard_id, version, ${columns.join(', ')})
       SELECT ?1, ?2, coalesce((SELECT max(version) FROM snapshots WHERE project_id = ?1 AND leaderboard_id = ?2), 0) + 1,
         ${columns.map((_, i) => `?${i + 3}`).join(', ')}
       WHERE NOT EXISTS (SELECT 1 FROM snapshots WHERE project_id = ?1 AND leaderboard_id = ?2 AND (epoch, watermark) >= (?5, ?6))
       ON CONFLICT DO NOTHING RETURNING version`,
    )
    .bind(project_id, row.leaderboard_id, ...values)
    .first<{ version: number }>();
  return made?.version ?? null;
}

// Snapshots from before there were ranges lack them.
const unranged = { best_rank: null, worst_rank: null, first_probability: null, retired: false };

function toSnapshot({ project_id: _, ...row }: typeof snapshots.$inferSelect): Snapshot {
  const rows = row.rows.map((one) => ({ ...unranged, ...(one as object) }));
  return { ...row, rows, settings: row.settings && LeaderboardSettings.parse(row.settings) } as Snapshot;
}

/** A leaderboard's snapshots, latest first. */
export async function listSnapshots(db: D1Database, project_id: string, leaderboard_id: string, page: PageRequest) {
  const before = numberCursor(page.cursor);
  const mine = and(eq(snapshots.project_id, project_id), eq(snapshots.leaderboard_id, leaderboard_id));
  const where = and(mine, before === null ? undefined : lt(snapshots.version, before));
  const rows = await orm(db)
    .select()
    .from(snapshots)
    .where(where)
    .orderBy(desc(snapshots.version))
    .limit(page.limit + 1);
  const data = rows.slice(0, page.limit).map(toSnapshot);
  return { data, next_cursor: rows.length > page.limit ? String(data.at(-1)?.version) : null };
}

/** The latest snapshot of a leaderboard, or null. */
export async function latestSnapshot(
  db: D1Database,
  project_id: string,
  leaderboard_id: string,
): Promise<Snapshot | null> {
  const { data } = await listSnapshots(db, project_id, leaderboard_id, { limit: 1 });
  return data[0] ?? null;
}

/** Some of a leaderboard's snapshots, spread evenly over all of them, earliest first and the latest among them. Without their analyses. */
export async function spreadSnapshots(
  db: D1Database,
  project_id: string,
  leaderboard_id: string,
  points: number,
): Promise<Snapshot[]> {
  const { results } = await db
    .prepare(
      `WITH mine AS (SELECT version, max(version) OVER () AS latest FROM snapshots WHERE project_id = ?1 AND leaderboard_id = ?2),
         step AS (SELECT version FROM mine WHERE latest <= ?3 OR version IN (1, latest)
           OR (version - 1) * (cast(?3 AS INTEGER) - 1) / (latest - 1) <> (version - 2) * (cast(?3 AS INTEGER) - 1) / (latest - 1))
       SELECT s.version FROM step s ORDER BY s.version`,
    )
    .bind(project_id, leaderboard_id, points)
    .all<{ version: number }>();
  const wanted = sql`${snapshots.version} IN (SELECT value FROM json_each(${JSON.stringify(results.map(({ version }) => version))}))`;
  const rows = await orm(db)
    .select()
    .from(snapshots)
    .where(and(eq(snapshots.project_id, project_id), eq(snapshots.leaderboard_id, leaderboard_id), wanted))
    .orderBy(asc(snapshots.version));
  return rows.map((row) => toSnapshot({ ...row, analysis: null }));
}

/** One version of a leaderboard, or null. */
export async function findSnapshot(
  db: D1Database,
  project_id: string,
  leaderboard_id: string,
  version: number,
): Promise<Snapshot | null> {
  const of = and(eq(snapshots.project_id, project_id), eq(snapshots.leaderboard_id, leaderboard_id));
  const row = await orm(db)
    .select()
    .from(snapshots)
    .where(and(of, eq(snapshots.version, version)))
    .get();
  return row ? toSnapshot(row) : null;
}
