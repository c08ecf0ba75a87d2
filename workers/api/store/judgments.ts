import { and, desc, eq, lt } from 'drizzle-orm';
import type { Judgment } from '../../../schema/contracts/judges.ts';
import { judgments } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

function publicJudgment({ project_id: _, outcome: __, ...row }: typeof judgments.$inferSelect): Judgment {
  const { request, readings, verdict } = row as unknown as Pick<Judgment, 'request' | 'readings' | 'verdict'>;
  return { ...row, mode: row.mode as Judgment['mode'], request, readings, verdict };
}

/** Writes a judgment into the ledger. */
export async function insertJudgment(db: D1Database, project_id: string, judgment: Judgment): Promise<void> {
  await orm(db)
    .insert(judgments)
    .values({ ...judgment, project_id, outcome: judgment.verdict.outcome });
}

/** A judgment of a project. */
export async function findJudgment(db: D1Database, project_id: string, id: string): Promise<Judgment | undefined> {
  const row = await orm(db)
    .select()
    .from(judgments)
    .where(and(eq(judgments.project_id, project_id), eq(judgments.id, id)))
    .get();
  return row && publicJudgment(row);
}

/** A project's judgments, newest first. */
export async function listJudgments(
  db: D1Database,
  project_id: string,
  page: PageRequest,
  filter: { judge_id?: string | undefined; outcome?: string | undefined },
) {
  const where = and(
    eq(judgments.project_id, project_id),
    filter.judge_id ? eq(judgments.judge_id, filter.judge_id) : undefined,
    filter.outcome ? eq(judgments.outcome, filter.outcome) : undefined,
    page.cursor ? lt(judgments.id, page.cursor) : undefined,
  );
  const rows = await orm(db)
    .select()
    .from(judgments)
    .where(where)
    .orderBy(desc(judgments.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicJudgment), page.limit);
}
