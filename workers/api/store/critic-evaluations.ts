import { and, asc, desc, eq, lt } from 'drizzle-orm';
import type { CriticEvaluation } from '../../../schema/contracts/critic-evaluations.ts';
import { critic_evaluations } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

const isOne = (project_id: string, id: string) =>
  and(eq(critic_evaluations.project_id, project_id), eq(critic_evaluations.id, id));

function publicEvaluation({ project_id: _, ...row }: typeof critic_evaluations.$inferSelect): CriticEvaluation {
  return row as CriticEvaluation;
}

/** Adds an evaluation of a critic. */
export async function insertCriticEvaluation(db: D1Database, project_id: string, row: CriticEvaluation): Promise<void> {
  await orm(db)
    .insert(critic_evaluations)
    .values({ ...row, project_id });
}

/** An evaluation of a critic. */
export async function findCriticEvaluation(
  db: D1Database,
  project_id: string,
  id: string,
): Promise<CriticEvaluation | undefined> {
  const row = await orm(db).select().from(critic_evaluations).where(isOne(project_id, id)).get();
  return row && publicEvaluation(row);
}

/** A critic's evaluations, newest first. */
export async function listCriticEvaluations(db: D1Database, project_id: string, critic_id: string, page: PageRequest) {
  const mine = and(eq(critic_evaluations.project_id, project_id), eq(critic_evaluations.critic_id, critic_id));
  const rows = await orm(db)
    .select()
    .from(critic_evaluations)
    .where(and(mine, page.cursor ? lt(critic_evaluations.id, page.cursor) : undefined))
    .orderBy(desc(critic_evaluations.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicEvaluation), page.limit);
}

/** Ends an evaluation that runs; another one who was faster stays. */
export async function finishCriticEvaluation(
  db: D1Database,
  project_id: string,
  id: string,
  end: Pick<CriticEvaluation, 'state' | 'message' | 'result' | 'finished_at'>,
): Promise<void> {
  const running = and(isOne(project_id, id), eq(critic_evaluations.state, 'running'));
  await orm(db).update(critic_evaluations).set(end).where(running);
}

/** Evaluations of critics that run, in any project, oldest first. */
export async function runningCriticEvaluations(
  db: D1Database,
  limit: number,
): Promise<{ project_id: string; id: string }[]> {
  return orm(db)
    .select({ project_id: critic_evaluations.project_id, id: critic_evaluations.id })
    .from(critic_evaluations)
    .where(eq(critic_evaluations.state, 'running'))
    .orderBy(asc(critic_evaluations.created_at))
    .limit(limit);
}
