import { and, desc, eq, lt } from 'drizzle-orm';
import type { Leaderboard, Snapshot } from '../../../schema/contracts/leaderboards.ts';
import { leaderboards, snapshots } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { numberCursor, type PageRequest, toPage } from './page.ts';

type Place = { project_id: string; campaign_id: string };

const with_version = `SELECT l.id, l.name, l.campaign_id, l.method, l.created_at,
    (SELECT max(s.version) FROM snapshots s WHERE s.project_id = l.project_id AND s.leaderboard_id = l.id) AS snapshot_version
  FROM leaderboards l WHERE l.project_id = ?1`;

/** Adds a leaderboard. */
export async function insertLeaderboard(db: D1Database, row: typeof leaderboards.$inferInsert): Promise<void> {
  await orm(db).insert(leaderboards).values(row);
}

/** A leaderboard, or null where the project has none of that id. */
export async function findLeaderboard(db: D1Database, project_id: string, id: string): Promise<Leaderboard | null> {
  return db.prepare(`${with_version} AND l.id = ?2`).bind(project_id, id).first<Leaderboard>();
}

/** A project's leaderboards, newest first. */
export async function listLeaderboards(db: D1Database, project_id: string, page: PageRequest) {
  const { results } = await db
    .prepare(`${with_version} AND (?2 IS NULL OR l.id < ?2) ORDER BY l.id DESC LIMIT ?3`)
    .bind(project_id, page.cursor ?? null, page.limit + 1)
    .all<Leaderboard>();
  return toPage(results, page.limit);
}

const counted = `coalesce((SELECT w.arrival FROM watermarks w WHERE w.project_id = l.project_id AND w.campaign_id = l.campaign_id), 0)`;
const of_latest = (column: 'watermark' | 'created_at') =>
  `coalesce((SELECT max(s.${column}) FROM snapshots s WHERE s.project_id = l.project_id AND s.leaderboard_id = l.id), -1)`;

/** The leaderboards of a campaign whose latest snapshot holds fewer ratings than its pair counts and, where `before` is given, is from before it. */
export async function findBehind(db: D1Database, place: Place, before: number | null) {
  const { results } = await db
    .prepare(
      `SELECT l.id, l.method FROM leaderboards l WHERE l.project_id = ?1 AND l.campaign_id = ?2
         AND ${counted} > ${of_latest('watermark')} AND (?3 IS NULL OR ${of_latest('created_at')} < ?3)`,
    )
    .bind(place.project_id, place.campaign_id, before)
    .all<Pick<Leaderboard, 'id' | 'method'>>();
  return results;
}

/** The campaigns, of all projects, with a leaderboard that is behind its campaign's watermark. */
export async function findCampaignsBehind(db: D1Database, limit: number): Promise<Place[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT l.project_id, l.campaign_id FROM leaderboards l
       WHERE ${counted} > ${of_latest('watermark')} LIMIT ?1`,
    )
    .bind(limit)
    .all<Place>();
  return results;
}

/**
 * Keeps a computed result as the next version. Nothing happens where one with as many ratings is there already: two refreshes at
 * the same time keep one, and a slow one never hides a later one.
 */
export async function insertSnapshot(
  db: D1Database,
  project_id: string,
  row: Omit<Snapshot, 'version'>,
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO snapshots (project_id, leaderboard_id, version, id, method, watermark, status, message, rows, diagnostics, created_at)
       SELECT ?1, ?2, coalesce((SELECT max(version) FROM snapshots WHERE project_id = ?1 AND leaderboard_id = ?2), 0) + 1,
         ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
       WHERE NOT EXISTS (SELECT 1 FROM snapshots WHERE project_id = ?1 AND leaderboard_id = ?2 AND watermark >= ?5)
       ON CONFLICT DO NOTHING`,
    )
    .bind(
      project_id,
      row.leaderboard_id,
      row.id,
      row.method,
      row.watermark,
      row.status,
      row.message,
      JSON.stringify(row.rows),
      row.diagnostics && JSON.stringify(row.diagnostics),
      row.created_at,
    )
    .run();
}

// Snapshots from before there were ranges lack them.
const unranged = { best_rank: null, worst_rank: null, first_probability: null };

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
  const data = rows
    .slice(0, page.limit)
    .map(
      ({ project_id: _, ...row }) =>
        ({ ...row, rows: row.rows.map((one) => ({ ...unranged, ...(one as object) })) }) as Snapshot,
    );
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
