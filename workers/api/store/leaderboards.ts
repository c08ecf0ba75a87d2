import { LeaderboardSettings } from '../../../schema/contracts/leaderboard-settings.ts';
import type { Leaderboard } from '../../../schema/contracts/leaderboards.ts';
import { leaderboards } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

const with_version = `SELECT l.id, l.name, l.campaign_id, l.method, l.settings, l.public, l.slug, l.created_at,
    (SELECT max(s.version) FROM snapshots s WHERE s.project_id = l.project_id AND s.leaderboard_id = l.id) AS snapshot_version
  FROM leaderboards l`;

type Raw = Omit<Leaderboard, 'settings' | 'public'> & { settings: string; public: number };
const revive = (row: Raw): Leaderboard => ({
  ...row,
  settings: LeaderboardSettings.parse(JSON.parse(row.settings)),
  public: row.public === 1,
});

/** Adds a leaderboard. */
export async function insertLeaderboard(db: D1Database, row: typeof leaderboards.$inferInsert): Promise<void> {
  await orm(db).insert(leaderboards).values(row);
}

/** A leaderboard, or null where the project has none of that id. */
export async function findLeaderboard(db: D1Database, project_id: string, id: string): Promise<Leaderboard | null> {
  const sql = `${with_version} WHERE l.project_id = ?1 AND l.id = ?2`;
  const row = await db.prepare(sql).bind(project_id, id).first<Raw>();
  return row && revive(row);
}

/** A project's leaderboards, newest first. */
export async function listLeaderboards(db: D1Database, project_id: string, page: PageRequest) {
  const { results } = await db
    .prepare(`${with_version} WHERE l.project_id = ?1 AND (?2 IS NULL OR l.id < ?2) ORDER BY l.id DESC LIMIT ?3`)
    .bind(project_id, page.cursor ?? null, page.limit + 1)
    .all<Raw>();
  return toPage(results.map(revive), page.limit);
}

/** The published leaderboard at a public address, and whose it is. */
export async function findPublished(
  db: D1Database,
  slug: string,
): Promise<{ project_id: string; leaderboard: Leaderboard } | null> {
  const sql = `SELECT o.project_id AS owner, x.* FROM leaderboards o JOIN (${with_version}) x ON x.id = o.id WHERE o.slug = ?1 AND o.public = 1`;
  const row = await db.prepare(sql).bind(slug).first<Raw & { owner: string }>();
  if (!row) return null;
  const { owner: project_id, ...raw } = row;
  return { project_id, leaderboard: revive(raw) };
}

/** Renames, publishes or withdraws a leaderboard; it keeps the first slug it was given. */
export async function patchLeaderboard(
  db: D1Database,
  project_id: string,
  id: string,
  patch: { name: string; public: boolean; slug: string | null },
): Promise<void> {
  await db
    .prepare(
      'UPDATE leaderboards SET name = ?3, public = ?4, slug = coalesce(slug, ?5) WHERE project_id = ?1 AND id = ?2',
    )
    .bind(project_id, id, patch.name, Number(patch.public), patch.slug)
    .run();
}
