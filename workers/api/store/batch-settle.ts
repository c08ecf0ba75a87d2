import { revive } from './batch-lanes.ts';
import type { BatchRef, BatchRow } from './batches.ts';
import { bulk } from './db.ts';

/** How a task left somebody's hands; one that is `pending` again may say that the attempt does not count. */
export type TaskOutcome = {
  n: number;
  attempts: number;
  state: 'pending' | 'done' | 'dead';
  counts: boolean;
  next_at: number;
  judgment_id: string | null;
  critique_id: string | null;
  outcome: string | null;
  error: string | null;
  calls: number;
  input_tokens: number;
  output_tokens: number;
  cost: number;
};

/**
 * Notes what became of tasks and adds it to the batch's counts, all or nothing; a task that is no longer held by this lease changes
 * nothing. Ends the batch where nothing is left or its ceiling is reached. @returns the batch as it stands
 */
export async function settleTasks(
  db: D1Database,
  { project_id, batch_id }: BatchRef,
  outcomes: TaskOutcome[],
  { now, stalled }: { now: number; stalled: string | null },
): Promise<BatchRow | undefined> {
  const held = `t.project_id = ?2 AND t.batch_id = ?3 AND t.n = v.value ->> 'n' AND t.state = 'judging' AND t.attempts = v.value ->> 'attempts'`;
  const sum = (what: string) => `coalesce(sum(${what}), 0)`;
  const value = (name: string) => `v.value ->> '${name}'`;
  const refused = outcomes.some(({ state, counts }) => state === 'pending' && !counts);
  const answered = outcomes.some(({ state }) => state === 'done');
  const since = answered
    ? 'NULL'
    : refused
      ? "coalesce(settings ->> 'refused_since', ?4)"
      : "settings ->> 'refused_since'";
  const counted = bulk(
    db,
    `UPDATE judgment_batches AS b SET done = b.done + s.done, dead = b.dead + s.dead, unreadable = b.unreadable + s.unreadable,
       abstained = b.abstained + s.abstained, calls = b.calls + s.calls, input_tokens = b.input_tokens + s.input_tokens,
       output_tokens = b.output_tokens + s.output_tokens, cost = b.cost + s.cost, updated_at = ?4,
       settings = json_set(settings, '$.refused_since', ${since})
     FROM (SELECT ${sum(`${value('state')} = 'done'`)} AS done, ${sum(`${value('state')} = 'dead'`)} AS dead,
         ${sum(`${value('outcome')} = 'unreadable'`)} AS unreadable, ${sum(`${value('outcome')} IN ('abstained', 'undecided')`)} AS abstained,
         ${['calls', 'input_tokens', 'output_tokens', 'cost'].map((name) => `${sum(value(name))} AS ${name}`).join(', ')}
       FROM json_each(?1) v CROSS JOIN batch_tasks t ON ${held}) AS s
     WHERE project_id = ?2 AND id = ?3`,
    outcomes,
    project_id,
    batch_id,
    now,
  );
  // Materialized: SQLite would else go through all rows given for each task that is being judged.
  const noted = bulk(
    db,
    `WITH v AS MATERIALIZED (SELECT value, value ->> 'n' AS n, value ->> 'attempts' AS attempts FROM json_each(?1))
     UPDATE batch_tasks AS t SET state = ${value('state')}, judgment_id = ${value('judgment_id')},
       critique_id = ${value('critique_id')}, outcome = ${value('outcome')},
       error = ${value('error')}, lease_until = ${value('next_at')}, attempts = t.attempts - (${value('counts')} = 0),
       request = CASE ${value('state')} WHEN 'done' THEN json_remove(t.request, '$.request') ELSE t.request END
     FROM v WHERE t.project_id = ?2 AND t.batch_id = ?3 AND t.n = v.n AND t.state = 'judging' AND t.attempts = v.attempts`,
    outcomes,
    project_id,
    batch_id,
  );
  const results = await db.batch<Record<string, unknown>>([
    counted,
    noted,
    ...endings(db, { project_id, batch_id }, now, stalled),
    db.prepare('SELECT * FROM judgment_batches WHERE project_id = ?1 AND id = ?2').bind(project_id, batch_id),
  ]);
  const row = results.at(-1)?.results[0];
  return row && revive(row);
}

/** Moves a running batch to where it ends or stops, if that is now. */
function endings(db: D1Database, ref: BatchRef, now: number, stalled: string | null): D1PreparedStatement[] {
  const running = "project_id = ?1 AND id = ?2 AND state = 'running'";
  const end = (set: string, when: string, ...more: unknown[]) =>
    db
      .prepare(`UPDATE judgment_batches SET ${set}, updated_at = ?3 WHERE ${running} AND ${when}`)
      .bind(ref.project_id, ref.batch_id, now, ...more);
  const all_settled = 'plan_cursor IS NULL AND done + dead >= total';
  const said = 'The cost has reached the ceiling; resume the batch with a higher one to go on.';
  return [
    end("state = 'done', message = NULL, finished_at = ?3", all_settled),
    end("state = 'ceiling', message = ?4", 'cost >= cost_ceiling', said),
    ...(stalled === null ? [] : [end("state = 'stalled', message = ?4", 'true', stalled)]),
  ];
}
