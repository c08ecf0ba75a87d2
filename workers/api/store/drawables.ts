import type { Comparison } from '../../../schema/contracts/campaigns.ts';
import type { InDataset } from './datasets.ts';
import { bulk } from './db.ts';

/** An item to draw comparisons of. */
export type DrawItem = { id: string; size: number; metadata: Record<string, unknown> };

/** The next items of a dataset, in order, without their prompts. */
export async function readDrawItems(db: D1Database, at: InDataset, after: string, limit: number): Promise<DrawItem[]> {
  const { results } = await db
    .prepare(
      `SELECT id, octet_length(prompt) AS size, metadata FROM items
       WHERE project_id = ?1 AND dataset_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4`,
    )
    .bind(at.project_id, at.dataset_id, after, limit)
    .all<Omit<DrawItem, 'metadata'> & { metadata: string }>();
  return results.map((row) => ({ ...row, metadata: JSON.parse(row.metadata) as Record<string, unknown> }));
}

/** What there is of responses to some items, without their texts; of some models, or of all where none is named. */
export async function readDrawables(db: D1Database, at: InDataset, item_ids: string[], models: string[]) {
  const { results } = await bulk(
    db,
    `SELECT r.id, r.item_id, r.model, r.sample, r.attempt, length(r.content) AS size FROM json_each(?1) wanted
     CROSS JOIN responses r ON r.project_id = ?2 AND r.dataset_id = ?3 AND r.item_id = wanted.value
     WHERE ?4 = '[]' OR r.model IN (SELECT value FROM json_each(?4))`,
    item_ids,
    at.project_id,
    at.dataset_id,
    JSON.stringify(models),
  ).all<{ id: string; item_id: string; model: string; sample: number; attempt: number; size: number }>();
  return results;
}

/** The texts of responses, and the prompts of their items, by id. */
export async function readDrawnTexts(db: D1Database, at: InDataset, response_ids: string[]) {
  const { results } = await bulk(
    db,
    `SELECT r.id, r.content, r.item_id, i.prompt FROM json_each(?1) wanted
     CROSS JOIN responses r ON r.project_id = ?2 AND r.dataset_id = ?3 AND r.id = wanted.value
     CROSS JOIN items i ON i.project_id = ?2 AND i.dataset_id = ?3 AND i.id = r.item_id`,
    response_ids,
    at.project_id,
    at.dataset_id,
  ).all<{ id: string; content: string; prompt: string }>();
  return new Map(
    results.map(({ id, content, prompt }) => [id, { content, prompt: JSON.parse(prompt) as Comparison['prompt'] }]),
  );
}
