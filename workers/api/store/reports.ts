import { and, desc, eq, lt } from 'drizzle-orm';
import { ReportResult } from '../../../schema/contracts/report-parts.ts';
import type { Report } from '../../../schema/contracts/reports.ts';
import { reports } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

function publicReport({ project_id: _, ...row }: typeof reports.$inferSelect): Report {
  // Reports from before a part was computed lack it.
  return { ...row, result: ReportResult.parse(row.result) };
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

type Attempts = { item_id: string; sample: number; attempt: number; correct: boolean | null }[];
const attemptsKey = (project_id: string, id: string) => `reports/${project_id}/${id}.json`;

/** Keeps what a report was computed from, for comparisons question by question. */
export async function putReportAttempts(files: R2Bucket, project_id: string, id: string, attempts: Attempts) {
  await files.put(attemptsKey(project_id, id), JSON.stringify(attempts));
}

/** What a report was computed from; null where it was not kept. */
export async function readReportAttempts(files: R2Bucket, project_id: string, id: string): Promise<Attempts | null> {
  const object = await files.get(attemptsKey(project_id, id));
  return object ? object.json<Attempts>() : null;
}
