import type { JobEvent } from '../../../schema/contracts/jobs.ts';

type Where = { project_id: string; job_id: string };
/** A place in a job's events; they are ordered by lease, then by number within it. */
export type EventCursor = { fence: number; seq: number };

/**
 * Appends events under a fence; (job, fence, seq) is an event's identity, so a repeat adds nothing.
 * @returns how many were new, or undefined when the fence is stale
 */
export async function appendEvents(
  db: D1Database,
  where: Where,
  fence: number,
  events: Omit<JobEvent, 'fence'>[],
): Promise<number | undefined> {
  const holds = db
    .prepare(`SELECT 1 AS held FROM jobs WHERE project_id = ?1 AND id = ?2 AND fence = ?3 AND state = 'running'`)
    .bind(where.project_id, where.job_id, fence);
  const insert = db
    .prepare(
      `INSERT INTO job_events (project_id, job_id, fence, seq, at, kind, data)
       SELECT ?1, ?2, ?3, value ->> 'seq', value ->> 'at', value ->> 'kind', value -> 'data' FROM json_each(?4)
       WHERE EXISTS (SELECT 1 FROM jobs WHERE project_id = ?1 AND id = ?2 AND fence = ?3 AND state = 'running')
       ON CONFLICT DO NOTHING`,
    )
    .bind(where.project_id, where.job_id, fence, JSON.stringify(events));
  const [held, inserted] = await db.batch([holds, insert]);
  return held?.results.length ? (inserted?.meta.changes ?? 0) : undefined;
}

/** A job's events after a place, in order. */
export async function listEvents(db: D1Database, where: Where, after: EventCursor, limit: number): Promise<JobEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT fence, seq, at, kind, data FROM job_events
       WHERE project_id = ?1 AND job_id = ?2 AND (fence, seq) > (?3, ?4) ORDER BY fence, seq LIMIT ?5`,
    )
    .bind(where.project_id, where.job_id, after.fence, after.seq, limit)
    .all<Omit<JobEvent, 'data'> & { data: string }>();
  return results.map((row) => ({ ...row, data: JSON.parse(row.data) as JobEvent['data'] }));
}

/** Reads a cursor like `2.15`; the start where there is none. */
export function parseCursor(text: string | undefined): EventCursor {
  const match = /^(\d{1,9})\.(\d{1,9})$/.exec(text ?? '');
  return match ? { fence: Number(match[1]), seq: Number(match[2]) } : { fence: 0, seq: 0 };
}

/** Writes the cursor of an event. */
export const formatCursor = (event: EventCursor): string => `${event.fence}.${event.seq}`;
