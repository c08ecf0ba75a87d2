import { and, asc, eq } from 'drizzle-orm';
import type { Watch } from '../../../schema/contracts/watches.ts';
import { judge_watches } from '../../../schema/tables.ts';
import { orm } from './db.ts';

type Row = typeof judge_watches.$inferSelect;
type Settings = Pick<Watch, 'campaign_id' | 'in_control_agreement' | 'drop_to' | 'in_control_run' | 'demote' | 'from'>;

/** A watch and whose it is. */
export type WatchRow = { project_id: string; watch: Watch };

function toWatch({ project_id, judge_id, settings, state, chart, flagged_at, updated_at }: Row): WatchRow {
  const rest = { judge_id, state: state as Watch['state'], chart: chart as Watch['chart'], flagged_at, updated_at };
  return { project_id, watch: { ...(settings as Settings), ...rest } };
}

const isOf = (project_id: string, judge_id: string) =>
  and(eq(judge_watches.project_id, project_id), eq(judge_watches.judge_id, judge_id));

/** Sets a judge's watch, in the place of the one there was. */
export async function putWatch(db: D1Database, project_id: string, watch: Watch): Promise<void> {
  const { judge_id, state, chart, flagged_at, updated_at, ...settings } = watch;
  const set = { settings, state, chart, flagged_at, updated_at };
  await orm(db)
    .insert(judge_watches)
    .values({ project_id, judge_id, ...set })
    .onConflictDoUpdate({ target: [judge_watches.project_id, judge_watches.judge_id], set });
}

/** Notes what became of a watch, unless it was set anew meanwhile. @returns whether the state is another one now */
export async function noteWatch(db: D1Database, project_id: string, before: Watch, now: Watch): Promise<boolean> {
  const same = and(
    isOf(project_id, before.judge_id),
    eq(judge_watches.updated_at, before.updated_at),
    eq(judge_watches.state, before.state),
  );
  const { state, chart, flagged_at, updated_at } = now;
  const rows = await orm(db)
    .update(judge_watches)
    .set({ state, chart, flagged_at, updated_at })
    .where(same)
    .returning({ state: judge_watches.state });
  return rows.length > 0 && state !== before.state;
}

/** A judge's watch. */
export async function findWatch(db: D1Database, project_id: string, judge_id: string): Promise<Watch | undefined> {
  const row = await orm(db).select().from(judge_watches).where(isOf(project_id, judge_id)).get();
  return row && toWatch(row).watch;
}

/** Whether a judge was demoted. */
export async function isDemoted(db: D1Database, project_id: string, judge_id: string): Promise<boolean> {
  const where = and(isOf(project_id, judge_id), eq(judge_watches.state, 'demoted'));
  return (await orm(db).select({ id: judge_watches.judge_id }).from(judge_watches).where(where).get()) !== undefined;
}

/** Deletes a judge's watch. @returns whether there was one */
export async function deleteWatch(db: D1Database, project_id: string, judge_id: string): Promise<boolean> {
  const rows = await orm(db)
    .delete(judge_watches)
    .where(isOf(project_id, judge_id))
    .returning({ id: judge_watches.judge_id });
  return rows.length > 0;
}

/** Watches that may still raise an alarm, in any project, those first that were not looked at for longest. */
export async function watchesInUse(db: D1Database, limit: number): Promise<WatchRow[]> {
  const rows = await orm(db)
    .select()
    .from(judge_watches)
    .where(eq(judge_watches.state, 'active'))
    .orderBy(asc(judge_watches.updated_at))
    .limit(limit);
  return rows.map(toWatch);
}

/** A person's rating of a comparison that a judge judged; A is `response_a`. */
export type MatchedRating = {
  arrival: number;
  comparison_id: string;
  choice: string;
  winner: string | null;
  model_a: string;
  created_at: number;
  outcome: string;
};

/**
 * The first rating of each comparison since a time, with the judge's newest verdict on it, in the order they arrived. One rating of each: several
 * of one comparison agree or disagree with the judge together, and a chart counts what is independent.
 */
export async function matchedRatings(
  db: D1Database,
  at: { project_id: string; judge_id: string; campaign_id: string; from: number },
  limit: number,
): Promise<MatchedRating[]> {
  // SQLite takes the other columns from the row that has the least arrival.
  const { results } = await db
    .prepare(
      `WITH first AS (
         SELECT min(arrival) AS arrival, comparison_id, choice, winner, created_at FROM ratings
         WHERE project_id = ?1 AND campaign_id = ?2 AND source = 'people' AND created_at >= ?4 GROUP BY comparison_id)
       SELECT f.arrival, f.comparison_id, f.choice, f.winner, f.created_at, c.model_a, j.outcome FROM first f
       CROSS JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = f.comparison_id
       CROSS JOIN judgments j ON j.project_id = ?1 AND j.id = (SELECT max(n.id) FROM judgments n
         WHERE n.project_id = ?1 AND n.comparison_id = f.comparison_id AND n.judge_id = ?3)
       WHERE j.outcome IN ('a', 'b', 'tie', 'both_bad') ORDER BY f.arrival DESC LIMIT ?5`,
    )
    .bind(at.project_id, at.campaign_id, at.judge_id, at.from, limit)
    .all<MatchedRating>();
  return results.reverse();
}
