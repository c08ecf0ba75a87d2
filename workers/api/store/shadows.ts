import { and, asc, desc, eq, inArray, ne } from 'drizzle-orm';
import type { Shadow } from '../../../schema/contracts/shadows.ts';
import { judge_shadows, shadow_judgments } from '../../../schema/tables.ts';
import { orm } from './db.ts';

type Row = typeof judge_shadows.$inferSelect;
type Settings = Pick<Shadow, 'against' | 'margin' | 'error'>;

/** A shadow and whose it is. */
export type ShadowRow = { project_id: string; shadow: Shadow };

function toShadow({ project_id, current_id, settings, gate, state, ...row }: Row): ShadowRow {
  const rest = { beside: current_id, state: state as Shadow['state'], gate: gate as Shadow['gate'] };
  return { project_id, shadow: { ...row, ...(settings as Settings), ...rest } };
}

const isOf = (project_id: string, judge_id: string) =>
  and(eq(judge_shadows.project_id, project_id), eq(judge_shadows.judge_id, judge_id));

/** Puts a judge into the shadow of another, in the place of the shadow it had; what it said there goes with it. */
export async function putShadow(db: D1Database, project_id: string, shadow: Shadow): Promise<void> {
  const { judge_id, beside, against, margin, error, ...rest } = shadow;
  const set = { ...rest, current_id: beside, settings: { against, margin, error } };
  const said = and(eq(shadow_judgments.project_id, project_id), eq(shadow_judgments.judge_id, judge_id));
  await orm(db).batch([
    orm(db).delete(shadow_judgments).where(said),
    orm(db)
      .insert(judge_shadows)
      .values({ project_id, judge_id, ...set })
      .onConflictDoUpdate({ target: [judge_shadows.project_id, judge_shadows.judge_id], set }),
  ]);
}

/** A judge's shadow. */
export async function findShadow(db: D1Database, project_id: string, judge_id: string): Promise<Shadow | undefined> {
  const row = await orm(db).select().from(judge_shadows).where(isOf(project_id, judge_id)).get();
  return row && toShadow(row).shadow;
}

/** Notes what became of a shadow, unless something else did meanwhile. @returns whether it is noted */
export async function noteShadow(db: D1Database, project_id: string, before: Shadow, now: Shadow): Promise<boolean> {
  const same = and(
    isOf(project_id, before.judge_id),
    eq(judge_shadows.state, before.state),
    eq(judge_shadows.created_at, before.created_at),
  );
  const { state, gate, updated_at, decided_at } = now;
  const rows = await orm(db)
    .update(judge_shadows)
    .set({ state, gate, updated_at, decided_at })
    .where(same)
    .returning({ id: judge_shadows.judge_id });
  return rows.length > 0;
}

/** Takes a judge out of the shadows. @returns whether it was in one */
export async function deleteShadow(db: D1Database, project_id: string, judge_id: string): Promise<boolean> {
  const said = and(eq(shadow_judgments.project_id, project_id), eq(shadow_judgments.judge_id, judge_id));
  const [, rows] = await orm(db).batch([
    orm(db).delete(shadow_judgments).where(said),
    orm(db).delete(judge_shadows).where(isOf(project_id, judge_id)).returning({ id: judge_shadows.judge_id }),
  ]);
  return rows.length > 0;
}

/** Judges beside a judge: in its shadow, or promoted and answering for it; the one promoted last first. */
export async function shadowsBeside(db: D1Database, project_id: string, current_id: string): Promise<Shadow[]> {
  const where = and(
    eq(judge_shadows.project_id, project_id),
    eq(judge_shadows.current_id, current_id),
    inArray(judge_shadows.state, ['shadow', 'promoted']),
  );
  const rows = await orm(db).select().from(judge_shadows).where(where).orderBy(desc(judge_shadows.decided_at));
  return rows.map((row) => toShadow(row).shadow);
}

/** Shadows that wait for a decision, in any project, those first that were not looked at for longest. */
export async function shadowsWaiting(db: D1Database, limit: number): Promise<ShadowRow[]> {
  const rows = await orm(db)
    .select()
    .from(judge_shadows)
    .where(eq(judge_shadows.state, 'shadow'))
    .orderBy(asc(judge_shadows.updated_at))
    .limit(limit);
  return rows.map(toShadow);
}

/** What a judge in the shadow said of a request. */
export type ShadowVerdict = {
  judge_id: string;
  judgment_id: string;
  outcome: string;
  current_outcome: string;
  comparison_id: string | null;
};

/** Keeps what a judge in the shadow said; the same judgment again changes nothing. */
export async function insertShadowVerdict(
  db: D1Database,
  project_id: string,
  said: ShadowVerdict,
  now: number,
): Promise<void> {
  await orm(db)
    .insert(shadow_judgments)
    .values({ project_id, ...said, created_at: now })
    .onConflictDoNothing();
}

/** What both judges said, in the order of the judgments. */
export async function shadowVerdicts(
  db: D1Database,
  at: { project_id: string; judge_id: string },
  limit: number,
): Promise<Pick<ShadowVerdict, 'outcome' | 'current_outcome'>[]> {
  return orm(db)
    .select({ outcome: shadow_judgments.outcome, current_outcome: shadow_judgments.current_outcome })
    .from(shadow_judgments)
    .where(
      and(
        eq(shadow_judgments.project_id, at.project_id),
        eq(shadow_judgments.judge_id, at.judge_id),
        ne(shadow_judgments.current_outcome, 'unreadable'),
      ),
    )
    .orderBy(asc(shadow_judgments.judgment_id))
    .limit(limit);
}

/** How many requests a judge has judged in the shadow. */
export async function countShadowVerdicts(db: D1Database, project_id: string, judge_id: string): Promise<number> {
  const where = and(eq(shadow_judgments.project_id, project_id), eq(shadow_judgments.judge_id, judge_id));
  return orm(db).$count(shadow_judgments, where);
}

/** What both judges said of a comparison, and a person's first rating of it. */
export type RatedVerdict = Pick<ShadowVerdict, 'outcome' | 'current_outcome'> & {
  choice: string;
  winner: string | null;
  model_a: string;
};

/** Verdicts on comparisons of a campaign that people have rated, one of each comparison, in the order of their first ratings. */
export async function ratedVerdicts(
  db: D1Database,
  at: { project_id: string; judge_id: string; campaign_id: string },
  limit: number,
): Promise<RatedVerdict[]> {
  const { results } = await db
    .prepare(
      `WITH first AS (
         SELECT min(arrival) AS arrival, comparison_id, choice, winner FROM ratings
         WHERE project_id = ?1 AND campaign_id = ?2 AND source = 'people' GROUP BY comparison_id)
       SELECT s.outcome, s.current_outcome, f.choice, f.winner, c.model_a FROM shadow_judgments s
       JOIN first f ON f.comparison_id = s.comparison_id
       JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = f.comparison_id
       WHERE s.project_id = ?1 AND s.judge_id = ?3 AND s.judgment_id = (SELECT min(n.judgment_id) FROM shadow_judgments n
         WHERE n.project_id = ?1 AND n.judge_id = ?3 AND n.comparison_id = s.comparison_id)
       ORDER BY f.arrival LIMIT ?4`,
    )
    .bind(at.project_id, at.campaign_id, at.judge_id, limit)
    .all<RatedVerdict>();
  return results;
}
