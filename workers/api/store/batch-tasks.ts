import type { BatchTask, BatchTaskState } from '../../../schema/contracts/batches.ts';
import type { BatchRef } from './batches.ts';
import { numberCursor, type PageRequest } from './page.ts';

const of_batch = 'project_id = ?1 AND batch_id = ?2';

/** Makes some dead tasks pending again. @returns how many */
export async function reviveTasks(db: D1Database, { project_id, batch_id }: BatchRef, limit: number): Promise<number> {
  const some = `SELECT n FROM batch_tasks WHERE ${of_batch} AND state = 'dead' ORDER BY n LIMIT ?3`;
  const [, changed] = await db.batch([
    db
      .prepare(
        `UPDATE judgment_batches SET dead = dead - (SELECT count(*) FROM (${some})) WHERE project_id = ?1 AND id = ?2`,
      )
      .bind(project_id, batch_id, limit),
    db
      .prepare(
        `UPDATE batch_tasks SET state = 'pending', attempts = 0, lease_until = 0 WHERE ${of_batch} AND n IN (${some})`,
      )
      .bind(project_id, batch_id, limit),
  ]);
  return changed?.meta.changes ?? 0;
}

/** A batch's tasks in order. */
export async function listTasks(
  db: D1Database,
  { project_id, batch_id }: BatchRef,
  state: BatchTaskState | undefined,
  page: PageRequest,
) {
  const after = numberCursor(page.cursor) ?? 0;
  const { results } = await db
    .prepare(
      `SELECT n, json_remove(request, '$.request', '$.size') AS about, state, attempts, lease_until, judgment_id, critique_id, outcome, error
       FROM batch_tasks WHERE ${of_batch} AND n > ?3 ${state ? 'AND state = ?5' : ''} ORDER BY n LIMIT ?4`,
    )
    .bind(project_id, batch_id, after, page.limit + 1, ...(state ? [state] : []))
    .all<Omit<BatchTask, 'of' | 'next_at'> & { about: string; lease_until: number }>();
  const data = results.slice(0, page.limit).map(({ about, lease_until, ...task }): BatchTask => {
    const next_at = task.state === 'pending' && lease_until > 0 ? lease_until : null;
    return { ...task, of: JSON.parse(about), next_at };
  });
  return { data, next_cursor: results.length > page.limit ? String(data.at(-1)?.n) : null };
}

/** Texts that one page of results may hold together; one judgment whose body lies in R2 counts as half a million bytes. */
const results_bytes = 8_000_000;

/** A settled task, its judgment still to be read. */
export type SettledTask = Pick<BatchTask, 'n' | 'of' | 'judgment_id' | 'critique_id' | 'error'> & {
  state: 'done' | 'dead';
};

/** The next settled tasks after a place, as many as their judgments fit memory; none where there are no more. */
export async function settledAfter(db: D1Database, ref: BatchRef, after: number): Promise<SettledTask[]> {
  const { results } = await db
    .prepare(
      // "+state": the primary key is in the order wanted, the index by state is not.
      `WITH some AS (SELECT n, json_remove(request, '$.request', '$.size') AS about, state, judgment_id, critique_id, error FROM batch_tasks
         WHERE ${of_batch} AND n > ?3 AND +state IN ('done', 'dead') ORDER BY n LIMIT 500),
       sized AS (SELECT some.*, sum(coalesce(octet_length(j.request) + octet_length(j.readings) + octet_length(j.extra)
           + 500000 * (j.body_key IS NOT NULL), octet_length(c.request) + octet_length(c.readings) + octet_length(c.result)
           + 500000 * (c.body_key IS NOT NULL), 0)) OVER (ORDER BY some.n) AS upto
         FROM some LEFT JOIN judgments j ON j.project_id = ?1 AND j.id = some.judgment_id
           LEFT JOIN critiques c ON c.project_id = ?1 AND c.id = some.critique_id)
       SELECT n, about, state, judgment_id, critique_id, error FROM sized
       WHERE upto <= ?4 OR n = (SELECT min(n) FROM some) ORDER BY n`,
    )
    .bind(ref.project_id, ref.batch_id, after, results_bytes)
    .all<Omit<SettledTask, 'of'> & { about: string }>();
  return results.map(({ about, ...task }) => ({ ...task, of: JSON.parse(about) }));
}
