import { and, desc, eq, lt } from 'drizzle-orm';
import type { Report } from '../../../schema/contracts/reports.ts';
import { reports } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

function publicReport({ project_id: _, ...row }: typeof reports.$inferSelect): Report {
  return { ...row, result: row.result as Report['result'] };
}

/** Stores a report; it never changes. */
export async function insertReport(db: D1Database, project_id: string, report: Report): Promise<void> {
  await orm(db)
    .insert(reports)
    .values({ ...report, project_id });
}

/** A report of a project. */
export async function findReport(db: D1Database, project_id: string, id: string): Promise<Report | undefined> {
  const where = and(eq(reports.project_id, project_id), eq(reports.id, id));
  const row = await orm(db).select().from(reports).where(where).get();
  return row && publicReport(row);
}

/** A project's reports, newest first. */
export async function listReports(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(reports.project_id, project_id), page.cursor ? lt(reports.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(reports)
    .where(where)
    .orderBy(desc(reports.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicReport), page.limit);
}
