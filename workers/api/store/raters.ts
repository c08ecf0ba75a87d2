import { and, eq } from 'drizzle-orm';
import { raters } from '../../../schema/tables.ts';
import { orm } from './db.ts';

type Who = { project_id: string; campaign_id: string; rater_id: string };

/** A rater of a campaign, as stored. */
export type RaterRow = typeof raters.$inferSelect;

/** How a rater came to a campaign. */
export type RaterOrigin = { origin: 'link' | 'invitation' | 'key'; label?: string; participant?: string };

/** The rater of a campaign; undefined where there is none. */
export function findRater(db: D1Database, { project_id, campaign_id, rater_id }: Who): Promise<RaterRow | undefined> {
  const mine = and(eq(raters.project_id, project_id), eq(raters.campaign_id, campaign_id), eq(raters.id, rater_id));
  return orm(db).select().from(raters).where(mine).get();
}

/** A rater by link as they are before anything is noted of them. */
export const newRater = ({ project_id, campaign_id, rater_id: id }: Who, created_at: number): RaterRow => ({
  ...{ project_id, campaign_id, id, created_at, origin: 'link', label: '', participant: '' },
  ...{ tries: 0, passed_at: null, completed_at: null, revoked_at: null },
});

/** Notes that somebody rates in a campaign; whoever is known stays as they are. @returns the rater */
export async function enterRater(db: D1Database, who: Who, origin: RaterOrigin, now: number): Promise<RaterRow> {
  const { project_id, campaign_id, rater_id } = who;
  const row = await db
    .prepare(
      `INSERT INTO raters (project_id, campaign_id, id, origin, label, participant, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (project_id, campaign_id, id) DO UPDATE SET id = excluded.id RETURNING *`,
    )
    .bind(project_id, campaign_id, rater_id, origin.origin, origin.label ?? '', origin.participant ?? '', now)
    .first<RaterRow>();
  if (!row) throw new Error(`The rater ${rater_id} was not written.`);
  return row;
}

/** Notes one try of the comprehension check, unless it is passed or used up. @returns the rater after it; null where there was no try left */
export async function noteTry(
  db: D1Database,
  { project_id, campaign_id, rater_id }: Who,
  { passed, tries }: { passed: boolean; tries: number },
  now: number,
): Promise<Pick<RaterRow, 'tries' | 'passed_at'> | null> {
  return db
    .prepare(
      `UPDATE raters SET tries = tries + 1, passed_at = iif(?4, ?6, NULL)
       WHERE project_id = ?1 AND campaign_id = ?2 AND id = ?3 AND passed_at IS NULL AND tries < ?5 RETURNING tries, passed_at`,
    )
    .bind(project_id, campaign_id, rater_id, Number(passed), tries, now)
    .first();
}

/** Notes when a rater was first told that they are done. */
export async function completeRater(
  db: D1Database,
  { project_id, campaign_id, rater_id }: Who,
  now: number,
): Promise<void> {
  await db
    .prepare(
      'UPDATE raters SET completed_at = ?4 WHERE project_id = ?1 AND campaign_id = ?2 AND id = ?3 AND completed_at IS NULL',
    )
    .bind(project_id, campaign_id, rater_id, now)
    .run();
}
