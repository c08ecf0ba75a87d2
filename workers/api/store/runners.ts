import { and, asc, eq, gt } from 'drizzle-orm';
import type { LeaseRequest } from '../../../schema/contracts/runner.ts';
import { runners } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { runner_gone_ms } from './health.ts';
import { type PageRequest, toNamedPage } from './page.ts';

/** Notes that a runner asked for work. */
export async function noteRunner(db: D1Database, project_id: string, ask: LeaseRequest, now: number): Promise<void> {
  const row = { labels: ask.labels, recipes: ask.recipes, version: ask.version, device: ask.device, last_seen_at: now };
  await orm(db)
    .insert(runners)
    .values({ project_id, name: ask.name, ...row })
    .onConflictDoUpdate({ target: [runners.project_id, runners.name], set: row });
}

/** Notes that a runner holding a job is alive. */
export async function touchRunner(db: D1Database, project_id: string, job_id: string, now: number): Promise<void> {
  await db
    .prepare(
      'UPDATE runners SET last_seen_at = ?3 WHERE project_id = ?1 AND name = (SELECT runner FROM jobs WHERE project_id = ?1 AND id = ?2)',
    )
    .bind(project_id, job_id, now)
    .run();
}

/** A project's runners, by name. */
export async function listRunners(db: D1Database, project_id: string, page: PageRequest, now: number) {
  const where = and(eq(runners.project_id, project_id), page.cursor ? gt(runners.name, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(runners)
    .where(where)
    .orderBy(asc(runners.name))
    .limit(page.limit + 1);
  const shown = rows.map(({ project_id: _, ...row }) => ({
    ...row,
    connected: row.last_seen_at > now - runner_gone_ms,
  }));
  return toNamedPage(shown, page.limit);
}
