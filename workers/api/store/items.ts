import type { Item, ItemInput } from '../../../schema/contracts/datasets.ts';
import type { InDataset } from './datasets.ts';
import { bulk } from './db.ts';
import type { PageRequest } from './page.ts';

/** An item about to be stored. */
export type NewItem = ItemInput & { id: string };
/** What is stored under the same name already, and whether it is the same thing. */
export type Match = { id: string; same: boolean } | null;
/** A condition that a write depends on: an SQL expression whose parameters are ?5, ?6, …. */
export type Guard = { sql: string; values: unknown[] };

/** Texts that one page of rows may hold together, unless a single row is larger. */
export const page_bytes = 4_000_000;

type Stored = Omit<Item, 'prompt' | 'metadata'> & { prompt: string; metadata: string; total: number };

/** Items in the order they were given; a page ends early where its texts get large, so that memory stays flat. */
export async function listItems(db: D1Database, at: InDataset, page: PageRequest) {
  const { results } = await db
    .prepare(
      `WITH sized AS (
         SELECT id, octet_length(prompt) + coalesce(octet_length(reference), 0) + octet_length(metadata) AS size
         FROM items WHERE project_id = ?1 AND dataset_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4),
       cut AS (SELECT id, sum(size) OVER (ORDER BY id) - size AS before, count(*) OVER () AS total FROM sized)
       SELECT i.id, i.external_id, i.prompt, i.reference, i.metadata, i.created_at, cut.total
       FROM cut CROSS JOIN items i ON i.project_id = ?1 AND i.dataset_id = ?2 AND i.id = cut.id
       WHERE cut.before < ?5 ORDER BY i.id`,
    )
    .bind(at.project_id, at.dataset_id, page.cursor ?? '', page.limit + 1, page_bytes)
    .all<Stored>();
  const rows = results.slice(0, page.limit);
  const data = rows.map(
    ({ total: _, ...row }): Item => ({ ...row, prompt: JSON.parse(row.prompt), metadata: JSON.parse(row.metadata) }),
  );
  return { data, next_cursor: (results[0]?.total ?? 0) > rows.length ? (rows.at(-1)?.id ?? null) : null };
}

// CROSS JOIN keeps the given rows outside: SQLite would else read the whole dataset for them.

/** For each input with an external id, the stored item of that name (or of that id of ours), in order. */
export async function matchItems(db: D1Database, at: InDataset, inputs: ItemInput[]): Promise<Match[]> {
  const { results } = await bulk(
    db,
    `WITH given AS (SELECT key AS n, value AS v, coalesce(${itemIdFor("value ->> 'external_id'")}) AS id FROM json_each(?1))
     SELECT given.n, i.id, i.prompt = v -> '$.prompt' AND i.reference IS v ->> 'reference' AND i.metadata = v -> '$.metadata' AS same
     FROM given CROSS JOIN items i ON i.project_id = ?2 AND i.dataset_id = ?3 AND i.id = given.id`,
    inputs,
    at.project_id,
    at.dataset_id,
  ).all<{ n: number; id: string; same: number }>();
  const found: Match[] = inputs.map(() => null);
  for (const row of results) found[row.n] = { id: row.id, same: row.same === 1 };
  return found;
}

/** The ids of the items that references name: our id first, then the external id. Unknown ones are absent. */
export async function resolveItemRefs(db: D1Database, at: InDataset, refs: string[]): Promise<Map<string, string>> {
  const { results } = await bulk(
    db,
    `SELECT value AS ref, coalesce(${itemIdFor('value')}) AS id FROM json_each(?1)`,
    [...new Set(refs)],
    at.project_id,
    at.dataset_id,
  ).all<{ ref: string; id: string | null }>();
  return new Map(results.flatMap(({ ref, id }) => (id === null ? [] : [[ref, id]])));
}

/** The write of some items; it writes nothing where the guard is false. */
export function insertItems(
  db: D1Database,
  at: InDataset & { upload_id: string | null; guard: Guard },
  rows: NewItem[],
  now: number,
): D1PreparedStatement {
  return bulk(
    db,
    `INSERT INTO items (project_id, dataset_id, id, external_id, prompt, reference, metadata, upload_id, created_at)
     SELECT ?2, ?3, value ->> 'id', value ->> 'external_id', value -> '$.prompt', value ->> 'reference', value -> '$.metadata', ?4, ${Math.trunc(now)}
     FROM json_each(?1) WHERE ${at.guard.sql}`,
    rows,
    at.project_id,
    at.dataset_id,
    at.upload_id,
    ...at.guard.values,
  );
}

/** Two index look-ups; an OR of the two would read the whole dataset. */
function itemIdFor(ref: string): string {
  const within = 'SELECT id FROM items WHERE project_id = ?2 AND dataset_id = ?3 AND';
  return `(${within} id = ${ref}), (${within} external_id = ${ref})`;
}
