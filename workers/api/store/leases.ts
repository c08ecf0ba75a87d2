import { and, eq } from 'drizzle-orm';
import { jobs } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { findJob, type JobRow } from './jobs.ts';

type Claim = {
  project_id: string;
  runner: string;
  recipes: string[];
  labels: string[];
  job_id: string | undefined;
  now: number;
  lease_ms: number;
};

/** Gives the oldest ready job that fits to one runner; one statement, so no two runners get the same. */
export async function claimJob(db: D1Database, claim: Claim): Promise<JobRow | undefined> {
  const won = await db
    .prepare(
      `UPDATE jobs SET state = 'running', fence = fence + 1, attempt = attempt + 1, runner = ?2, lease_expires_at = ?3,
         started_at = coalesce(started_at, ?4), message = NULL, updated_at = ?4
       WHERE project_id = ?1 AND id = (
         SELECT id FROM jobs WHERE project_id = ?1 AND state = 'ready' AND coalesce(ready_at, 0) <= ?4 AND (?7 IS NULL OR id = ?7)
           AND recipe IN (SELECT value FROM json_each(?5))
           AND NOT EXISTS (SELECT 1 FROM json_each(jobs.labels) AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(?6)))
         ORDER BY id LIMIT 1)
       RETURNING id`,
    )
    .bind(
      claim.project_id,
      claim.runner,
      claim.now + claim.lease_ms,
      claim.now,
      JSON.stringify(claim.recipes),
      JSON.stringify(claim.labels),
      claim.job_id ?? null,
    )
    .first<{ id: string }>();
  return won ? findJob(db, claim.project_id, won.id) : undefined;
}

/** Renews a lease and notes progress; undefined when the fence is stale. */
export async function renewLease(
  db: D1Database,
  of: {
    project_id: string;
    job_id: string;
    fence: number;
    progress: number | null;
    message: string | null;
    now: number;
    lease_ms: number;
  },
): Promise<{ cancel: boolean; lease_expires_at: number } | undefined> {
  const expires = of.now + of.lease_ms;
  const row = await db
    .prepare(
      `UPDATE jobs SET lease_expires_at = ?4, confirmed_fence = fence, updated_at = ?7,
         progress = coalesce(?5, progress), message = coalesce(?6, message)
       WHERE project_id = ?1 AND id = ?2 AND fence = ?3 AND state = 'running' RETURNING cancel_requested_at`,
    )
    .bind(of.project_id, of.job_id, of.fence, expires, of.progress, of.message, of.now)
    .first<{ cancel_requested_at: number | null }>();
  return row ? { cancel: row.cancel_requested_at !== null, lease_expires_at: expires } : undefined;
}

/** Whether a runner still holds a job under a fence. */
export async function holdsLease(db: D1Database, project_id: string, job_id: string, fence: number): Promise<boolean> {
  const row = await findJob(db, project_id, job_id);
  return row?.state === 'running' && row.fence === fence;
}

/**
 * Ends leases that ran out: a cancelled job is cancelled, one with no attempt left is dead, any other is ready again. A lease that was
 * never confirmed by a heartbeat went to a runner that was gone already, and costs no attempt.
 * @param project_id only this project's, or all where null
 */
export async function expireLeases(db: D1Database, now: number, project_id: string | null): Promise<void> {
  const lost = JSON.stringify({
    class: 'retryable',
    message: 'The runner stopped answering and its lease ran out, on the last attempt allowed.',
  });
  await db
    .prepare(
      `UPDATE jobs SET
         state = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled' WHEN ${is_spent} THEN 'dead' ELSE 'ready' END,
         error = CASE WHEN cancel_requested_at IS NULL AND ${is_spent} THEN ?2 ELSE error END,
         finished_at = CASE WHEN cancel_requested_at IS NOT NULL OR ${is_spent} THEN ?1 END,
         attempt = attempt - (confirmed_fence <> fence),
         message = 'The runner stopped answering.', runner = NULL, lease_expires_at = NULL, updated_at = ?1
       WHERE state = 'running' AND lease_expires_at < ?1 AND (?3 IS NULL OR project_id = ?3)`,
    )
    .bind(now, lost, project_id)
    .run();
}

const is_spent = '(confirmed_fence = fence AND attempt >= max_attempts)';

/** Jobs whose queue message may have been lost. */
export async function findUndispatched(db: D1Database, before: number): Promise<{ project_id: string; id: string }[]> {
  const { results } = await db
    .prepare(`SELECT project_id, id FROM jobs WHERE state = 'queued' AND updated_at < ?1 ORDER BY updated_at LIMIT 100`)
    .bind(before)
    .all<{ project_id: string; id: string }>();
  return results;
}

/** Ready jobs that nobody has leased for a while, the longest-waiting first; one that pauses between two tries is not among them. */
export async function findWaiting(
  db: D1Database,
  before: number,
  now: number,
): Promise<{ project_id: string; id: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT project_id, id FROM jobs WHERE state = 'ready' AND updated_at < ?1 AND coalesce(ready_at, 0) <= ?2
       ORDER BY updated_at LIMIT 100`,
    )
    .bind(before, now)
    .all<{ project_id: string; id: string }>();
  return results;
}

/** Notes the checkpoint a job resumes from. */
export async function setCheckpoint(
  db: D1Database,
  project_id: string,
  job_id: string,
  checkpoint_id: string,
): Promise<void> {
  await orm(db)
    .update(jobs)
    .set({ checkpoint_id })
    .where(and(eq(jobs.project_id, project_id), eq(jobs.id, job_id)));
}
