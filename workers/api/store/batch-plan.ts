import type { BatchTaskOf } from '../../../schema/contracts/batches.ts';
import type { BatchRef, BatchRow } from './batches.ts';
import { chunked } from './chunks.ts';
import type { InDataset } from './datasets.ts';
import { bulk } from './db.ts';

/** What a task keeps: what it is about, the request itself where it is stored nowhere else, and the size of its texts. */
export type TaskRequest = BatchTaskOf & { request?: unknown; size: number };

/** What a stretch of planning changes in the batch. */
export type Planned = Pick<BatchRow, 'plan_cursor' | 'state' | 'message' | 'finished_at' | 'settings'>;

/** Writes tasks and moves the cursor, all or nothing; false where another delivery was faster or the batch was stopped. */
export async function commitPlan(
  db: D1Database,
  seen: BatchRow,
  tasks: TaskRequest[],
  next: Planned,
  now: number,
): Promise<boolean> {
  const still = `EXISTS (SELECT 1 FROM judgment_batches WHERE project_id = ?2 AND id = ?3 AND state = 'planning' AND plan_cursor IS ?4)`;
  const rows = tasks.map((request, index) => ({ n: seen.total + index + 1, request }));
  const writes = chunked(rows).map((some) =>
    bulk(
      db,
      `INSERT INTO batch_tasks (project_id, batch_id, n, state, request)
       SELECT ?2, ?3, value ->> 'n', 'pending', value -> 'request' FROM json_each(?1) WHERE ${still}`,
      some,
      seen.project_id,
      seen.id,
      seen.plan_cursor,
    ),
  );
  const advance = db
    .prepare(
      `UPDATE judgment_batches SET total = ?4, plan_cursor = ?5, state = ?6, message = ?7, finished_at = ?8, settings = ?9, updated_at = ?10
       WHERE project_id = ?1 AND id = ?2 AND state = 'planning' AND plan_cursor IS ?3`,
    )
    .bind(
      ...[seen.project_id, seen.id, seen.plan_cursor, seen.total + tasks.length],
      ...[next.plan_cursor, next.state, next.message, next.finished_at, JSON.stringify(next.settings), now],
    );
  const results = await db.batch([...writes, advance]);
  return results.at(-1)?.meta.changes === 1;
}

/** A response without its texts; `size` is that of the response, `item_size` of prompt and reference. */
export type ResponseRef = {
  id: string;
  item_id: string;
  model: string;
  sample: number;
  attempt: number;
  /** `metadata.place` of a labeled item's response: 0 is A. */
  place: number | null;
  size: number;
  item_size: number;
};
/** The place of a response in a dataset: by item, model, sample and attempt. */
export type Place = [item_id: string, model: string, sample: number, attempt: number];

/** A dataset's responses after a place, in order; ones whose item is gone are left out. */
export async function responsesAfter(
  db: D1Database,
  at: InDataset,
  models: string[] | undefined,
  after: Place,
  limit: number,
): Promise<ResponseRef[]> {
  const { results } = await db
    .prepare(
      `SELECT r.id, r.item_id, r.model, r.sample, r.attempt, r.metadata ->> 'place' AS place, octet_length(r.content) AS size,
         octet_length(i.prompt) + coalesce(octet_length(i.reference), 0) AS item_size
       FROM responses r CROSS JOIN items i ON i.project_id = ?1 AND i.dataset_id = ?2 AND i.id = r.item_id
       WHERE r.project_id = ?1 AND r.dataset_id = ?2 AND (r.item_id, r.model, r.sample, r.attempt) > (?3, ?4, ?5, ?6)
         ${models ? 'AND r.model IN (SELECT value FROM json_each(?8))' : ''}
       ORDER BY r.item_id, r.model, r.sample, r.attempt LIMIT ?7`,
    )
    .bind(at.project_id, at.dataset_id, ...after, limit, ...(models ? [JSON.stringify(models)] : []))
    .all<ResponseRef>();
  return results;
}

/** A campaign's comparisons after an id, in order, without their texts. */
export async function comparisonsAfter(
  db: D1Database,
  place: { project_id: string; campaign_id: string },
  after: string,
  limit: number,
): Promise<{ id: string; size: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT id, octet_length(prompt) + octet_length(response_a) + octet_length(response_b) AS size
       FROM comparisons WHERE project_id = ?1 AND campaign_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4`,
    )
    .bind(place.project_id, place.campaign_id, after, limit)
    .all<{ id: string; size: number }>();
  return results;
}

/** The critiques of a batch after its n-th task, in order: what each is about, and itself. */
export async function critiquesAfter(
  db: D1Database,
  { project_id, batch_id }: BatchRef,
  after: number,
  limit: number,
): Promise<{ n: number; task: TaskRequest }[]> {
  const { results } = await db
    .prepare(
      `SELECT n, json_set(json_remove(request, '$.request'), '$.critique_id', critique_id) AS task
       FROM batch_tasks WHERE project_id = ?1 AND batch_id = ?2 AND n > ?3 AND critique_id IS NOT NULL ORDER BY n LIMIT ?4`,
    )
    .bind(project_id, batch_id, after, limit)
    .all<{ n: number; task: string }>();
  return results.map(({ n, task }) => ({ n, task: JSON.parse(task) as TaskRequest }));
}
