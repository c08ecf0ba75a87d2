import { and, desc, eq, lt } from 'drizzle-orm';
import { ReportResult } from '../../../schema/contracts/report-parts.ts';
import type { Report } from '../../../schema/contracts/reports.ts';
import { reports } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';
import { readReportResult } from './report-files.ts';

function publicReport({ project_id: _, ...row }: typeof reports.$inferSelect): Report {
  // Reports from before a part was computed lack it.
  return { ...row, result: ReportResult.parse(row.result) };
}

/** Stores a report; it never changes. The row holds what lists show: the whole result may be larger than a row. */
export async function insertReport(db: D1Database, project_id: string, report: Report): Promise<void> {
  const { questions, samples, dropped_samples, turns, pairs, label } = report.result;
  const result = { questions, samples, dropped_samples, turns, pairs, label };
  await orm(db)
    .insert(reports)
    .values({ ...report, result, project_id });
}

/** A report of a project, with its whole result. */
export async function findReport(
  { DB, FILES }: { DB: D1Database; FILES: R2Bucket },
  project_id: string,
  id: string,
): Promise<Report | undefined> {
  const where = and(eq(reports.project_id, project_id), eq(reports.id, id));
  const row = await orm(DB).select().from(reports).where(where).get();
  if (!row) return undefined;
  return publicReport({ ...row, result: (await readReportResult(FILES, { project_id, id })) ?? row.result });
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
