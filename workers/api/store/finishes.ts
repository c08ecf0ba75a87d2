import type { JobState } from '../../../schema/contracts/jobs.ts';
import type { Finish, JobResult } from '../../../schema/contracts/runner.ts';
import { findJob, type JobRow } from './jobs.ts';

/** A model to register: its row id is derived from the job, so a repeated finish registers it once. */
export type NewModel = { id: string; name: string; files: unknown[]; lineage: unknown };

const retry_pause_ms = 5_000;

/** The state a finish leads to. */
function nextState(job: JobRow, finish: Finish): JobState {
  if (finish.outcome === 'succeeded') return 'succeeded';
  if (finish.outcome === 'cancelled' || job.cancel_requested_at !== null) return 'cancelled';
  if (finish.outcome === 'released') return 'ready';
  if (finish.error?.class === 'fatal') return 'failed';
  return job.attempt >= job.max_attempts ? 'dead' : 'ready';
}

/**
 * Ends a lease: state, result and models in one atomic batch, guarded by the fence.
 * @returns the state reached, or undefined when the fence is stale; a repeat of the same finish gives the same answer
 */
export async function finishJob(
  db: D1Database,
  job: JobRow,
  finish: Finish,
  models: NewModel[],
  now: number,
): Promise<JobState | undefined> {
  const state = nextState(job, finish);
  const ended = state !== 'ready';
  const insert_models = db
    .prepare(
      `INSERT INTO models (project_id, id, name, job_id, files, lineage, created_at)
       SELECT ?1, value ->> 'id', value ->> 'name', ?2, value -> 'files', value -> 'lineage', ?4 FROM json_each(?5)
       WHERE EXISTS (SELECT 1 FROM jobs WHERE project_id = ?1 AND id = ?2 AND fence = ?3 AND state = 'running')
       ON CONFLICT DO NOTHING`,
    )
    .bind(job.project_id, job.id, finish.fence, now, JSON.stringify(models));
  const update = db
    .prepare(
      `UPDATE jobs SET state = ?4, result = ?5, error = ?6, finished_fence = ?3, finished_outcome = ?7,
         attempt = attempt - ?8, progress = CASE WHEN ?4 = 'succeeded' THEN 1 ELSE progress END, ready_at = ?9,
         runner = CASE WHEN ?4 = 'ready' THEN NULL ELSE runner END, message = ?10,
         lease_expires_at = NULL, finished_at = ?11, updated_at = ?12
       WHERE project_id = ?1 AND id = ?2 AND fence = ?3 AND state = 'running' RETURNING state`,
    )
    .bind(
      job.project_id,
      job.id,
      finish.fence,
      state,
      finish.outcome === 'succeeded' ? JSON.stringify(finish.result ?? ({} satisfies JobResult)) : null,
      finish.error ? JSON.stringify(finish.error) : null,
      finish.outcome,
      finish.outcome === 'released' ? 1 : 0,
      finish.outcome === 'failed' && !ended ? now + retry_pause_ms * job.attempt : null,
      ended ? job.message : (finish.error?.message ?? 'The runner gave the job back.'),
      ended ? now : null,
      now,
    );
  const [, updated] = await db.batch<{ state: JobState }>([insert_models, update]);
  const reached = updated?.results[0]?.state;
  if (reached) return reached;
  const row = await findJob(db, job.project_id, job.id);
  const repeated = row?.finished_fence === finish.fence && row.finished_outcome === finish.outcome;
  return repeated ? (row.state as JobState) : undefined;
}
