import { and, eq } from 'drizzle-orm';
import { leaderboard_fits } from '../../../schema/tables.ts';
import { orm } from './db.ts';

type Fit = typeof leaderboard_fits.$inferInsert;

/** Keeps the fit of a leaderboard's latest snapshot; an older one than there is changes nothing. */
export async function putFit(db: D1Database, row: Fit): Promise<void> {
  const { version, models, theta, covariance } = row;
  await db
    .prepare(
      `INSERT INTO leaderboard_fits (project_id, leaderboard_id, version, models, theta, covariance) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT DO UPDATE SET version = excluded.version, models = excluded.models, theta = excluded.theta, covariance = excluded.covariance
       WHERE excluded.version > version`,
    )
    .bind(row.project_id, row.leaderboard_id, version, JSON.stringify(models), theta, covariance)
    .run();
}

/** The fit of a leaderboard's snapshot, or undefined where that version kept none. */
export async function findFit(db: D1Database, at: Pick<Fit, 'project_id' | 'leaderboard_id' | 'version'>) {
  const { project_id, leaderboard_id, version } = leaderboard_fits;
  return orm(db)
    .select()
    .from(leaderboard_fits)
    .where(and(eq(project_id, at.project_id), eq(leaderboard_id, at.leaderboard_id), eq(version, at.version)))
    .get();
}
