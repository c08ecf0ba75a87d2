import { and, desc, eq, lt } from 'drizzle-orm';
import type { Job, JobInput, JobState } from '../../../schema/contracts/jobs.ts';
import { jobs } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** A job as stored. */
export type JobRow = typeof jobs.$inferSelect;

/** A job as the API shows it. */
export function publicJob(row: JobRow): Job {
  return {
    id: row.id,
    name: row.name,
    recipe: row.recipe,
    params: row.params,
    labels: row.labels,
    seed: row.seed,
    state: row.state as JobState,
    progress: row.progress,
    message: row.message,
    attempt: row.attempt,
    max_attempts: row.max_attempts,
    runner: row.runner,
    cancel_requested: row.cancel_requested_at !== null,
    inputs: row.inputs as JobInput[],
    result: row.result,
    error: row.error as Job['error'],
    created_at: row.created_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
  };
}

const one = (project_id: string, id: string) => and(eq(jobs.project_id, project_id), eq(jobs.id, id));

/** Adds a job in state `queued`. */
export async function insertJob(db: D1Database, row: typeof jobs.$inferInsert): Promise<void> {
  await orm(db).insert(jobs).values(row);
}

/** A job of a project. */
export async function findJob(db: D1Database, project_id: string, id: string): Promise<JobRow | undefined> {
  return orm(db).select().from(jobs).where(one(project_id, id)).get();
}

/** Says what became of a job's results. */
export async function noteMessage(db: D1Database, project_id: string, id: string, message: string): Promise<void> {
  await orm(db).update(jobs).set({ message }).where(one(project_id, id));
}

/** A project's jobs, newest first. */
export async function listJobs(
  db: D1Database,
  project_id: string,
  page: PageRequest,
  filter: { state?: string | undefined; recipe?: string | undefined },
) {
  const where = and(
    eq(jobs.project_id, project_id),
    filter.state ? eq(jobs.state, filter.state) : undefined,
    filter.recipe ? eq(jobs.recipe, filter.recipe) : undefined,
    page.cursor ? lt(jobs.id, page.cursor) : undefined,
  );
  const rows = await orm(db)
    .select()
    .from(jobs)
    .where(where)
    .orderBy(desc(jobs.id))
    .limit(page.limit + 1);
  const { data, next_cursor } = toPage(rows, page.limit);
  return { data: data.map(publicJob), next_cursor };
}

/** Marks a queued job ready with its pinned inputs; false when it was no longer queued. */
export async function markReady(
  db: D1Database,
  project_id: string,
  id: string,
  inputs: JobInput[],
  now: number,
): Promise<boolean> {
  const where = and(one(project_id, id), eq(jobs.state, 'queued'));
  const done = await orm(db)
    .update(jobs)
    .set({ state: 'ready', inputs, message: null, updated_at: now })
    .where(where)
    .returning({ id: jobs.id });
  return done.length > 0;
}

/** Ends a job that cannot start. */
export async function failQueued(
  db: D1Database,
  project_id: string,
  id: string,
  message: string,
  now: number,
): Promise<void> {
  const end = { state: 'failed', error: { class: 'fatal', message }, finished_at: now, updated_at: now };
  await orm(db)
    .update(jobs)
    .set(end)
    .where(and(one(project_id, id), eq(jobs.state, 'queued')));
}

/** Asks a job to stop: at once where no runner holds it, at the runner's next heartbeat otherwise. */
export async function requestCancel(db: D1Database, project_id: string, id: string, now: number): Promise<void> {
  await db
    .prepare(
      `UPDATE jobs SET cancel_requested_at = coalesce(cancel_requested_at, ?3), updated_at = ?3,
         finished_at = CASE WHEN state = 'running' THEN finished_at ELSE ?3 END,
         state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END
       WHERE project_id = ?1 AND id = ?2 AND state IN ('queued', 'ready', 'running')`,
    )
    .bind(project_id, id, now)
    .run();
}

/** Puts a failed, cancelled or dead job back in the queue with its attempts counted anew; false in another state. */
export async function requeue(db: D1Database, project_id: string, id: string, now: number): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE jobs SET state = 'queued', attempt = 0, error = NULL, result = NULL, message = NULL, progress = NULL, finished_at = NULL,
         finished_fence = NULL, finished_outcome = NULL, cancel_requested_at = NULL, ready_at = NULL, updated_at = ?3
       WHERE project_id = ?1 AND id = ?2 AND state IN ('failed', 'cancelled', 'dead')`,
    )
    .bind(project_id, id, now)
    .run();
  return meta.changes > 0;
}
