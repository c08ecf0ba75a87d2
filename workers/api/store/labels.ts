import { bulk } from './db.ts';

/** What may hold a gold label: an item and a response, without their texts. */
export type LabeledItemRow = { id: string; metadata: Record<string, unknown> };
export type LabeledResponseRow = {
  id: string;
  model: string;
  correct: boolean | null;
  metadata: Record<string, unknown>;
};
/** What one judgment is about, by ids. */
export type Judged = {
  judgment_id: string | null;
  critique_id: string | null;
  item_id: string | null;
  response_ids: string[];
};

/** The tasks of a batch after the n-th that are over: their judgment, item and responses. */
export async function judgedOfBatch(
  db: D1Database,
  { project_id, batch_id }: { project_id: string; batch_id: string },
  after: number,
  limit: number,
): Promise<(Judged & { n: number })[]> {
  const { results } = await db
    .prepare(
      `SELECT n, judgment_id, critique_id, request ->> 'item_id' AS item_id, coalesce(request -> 'response_ids', '[]') AS response_ids
       FROM batch_tasks WHERE project_id = ?1 AND batch_id = ?2 AND n > ?3 AND state IN ('done', 'dead') ORDER BY n LIMIT ?4`,
    )
    .bind(project_id, batch_id, after, limit)
    .all<Omit<Judged, 'response_ids'> & { n: number; response_ids: string }>();
  return results.map((row) => ({ ...row, response_ids: JSON.parse(row.response_ids) as string[] }));
}

/** A judge's newest judgment of each item (and responses) that the metadata of its requests name, within a dataset. */
export async function judgedInLedger(
  db: D1Database,
  { project_id, judge_id, dataset_id }: { project_id: string; judge_id: string; dataset_id: string },
  limit: number,
): Promise<Judged[]> {
  const { results } = await db
    .prepare(
      `SELECT max(j.id) AS judgment_id, j.request ->> '$.metadata.item_id' AS item_id,
         coalesce(j.request -> '$.metadata.response_ids', '[]') AS response_ids
       FROM judgments j WHERE j.project_id = ?1 AND j.judge_id = ?2 AND EXISTS (SELECT 1 FROM items i
         WHERE i.project_id = ?1 AND i.dataset_id = ?3 AND i.id = j.request ->> '$.metadata.item_id')
       GROUP BY 2, 3 ORDER BY 1 DESC LIMIT ?4`,
    )
    .bind(project_id, judge_id, dataset_id, limit)
    .all<{ judgment_id: string; item_id: string; response_ids: string }>();
  return results.map((row) => ({ ...row, critique_id: null, response_ids: JSON.parse(row.response_ids) as string[] }));
}

/** The dataset that an item of a batch lies in is the batch's own; items by their ids. */
export async function labeledItems(
  db: D1Database,
  { project_id, dataset_id }: { project_id: string; dataset_id: string },
  ids: string[],
): Promise<Map<string, LabeledItemRow>> {
  const { results } = await bulk(
    db,
    `SELECT i.id, i.metadata FROM json_each(?1) w
     CROSS JOIN items i ON i.project_id = ?2 AND i.dataset_id = ?3 AND i.id = w.value`,
    [...new Set(ids)],
    project_id,
    dataset_id,
  ).all<{ id: string; metadata: string }>();
  return new Map(results.map((row) => [row.id, { id: row.id, metadata: JSON.parse(row.metadata) }]));
}

/** Responses of a dataset by their ids. */
export async function labeledResponses(
  db: D1Database,
  { project_id, dataset_id }: { project_id: string; dataset_id: string },
  ids: string[],
): Promise<Map<string, LabeledResponseRow>> {
  const { results } = await bulk(
    db,
    `SELECT r.id, r.model, r.correct, r.metadata FROM json_each(?1) w
     CROSS JOIN responses r ON r.project_id = ?2 AND r.dataset_id = ?3 AND r.id = w.value`,
    [...new Set(ids)],
    project_id,
    dataset_id,
  ).all<{ id: string; model: string; correct: number | null; metadata: string }>();
  return new Map(
    results.map(({ correct, metadata, ...row }) => [
      row.id,
      { ...row, correct: correct === null ? null : correct === 1, metadata: JSON.parse(metadata) },
    ]),
  );
}
