import type { ResponseInput, ResponseRow } from '../../../schema/contracts/datasets.ts';
import type { InDataset } from './datasets.ts';
import { bulk } from './db.ts';
import { type Guard, type Match, page_bytes } from './items.ts';
import type { PageRequest } from './page.ts';

/** A response about to be stored; its item is ours by now. */
export type NewResponse = ResponseInput & { id: string };
/** Which responses to read; what is left out does not matter. */
export type ResponseFilter = { model?: string | undefined; item_id?: string | undefined; attempt?: number | undefined };

type Stored = Omit<ResponseRow, 'correct' | 'metadata'> & {
  external_id: string | null;
  correct: number | null;
  metadata: string;
  total: number;
};

/** A response with the caller's own name of its item. */
export type NamedResponse = ResponseRow & { external_id: string | null };

/** Responses in the order they were given, with their items' external ids; pages end early where texts get large. */
export async function readResponses(db: D1Database, at: InDataset, filter: ResponseFilter, page: PageRequest) {
  const given = Object.entries({ model: filter.model, item_id: filter.item_id, attempt: filter.attempt }).filter(
    ([, value]) => value !== undefined,
  );
  const conditions = given.map(([column], index) => `AND ${column} = ?${index + 6}`).join(' ');
  const { results } = await db
    .prepare(
      `WITH sized AS (
         SELECT id, octet_length(content) + octet_length(metadata) AS size
         FROM responses WHERE project_id = ?1 AND dataset_id = ?2 AND id > ?3 ${conditions} ORDER BY id LIMIT ?4),
       cut AS (SELECT id, sum(size) OVER (ORDER BY id) - size AS before, count(*) OVER () AS total FROM sized)
       SELECT r.id, r.item_id, r.model, r.sample, r.attempt, r.content, r.correct, r.metadata, r.created_at, i.external_id, cut.total
       FROM cut CROSS JOIN responses r ON r.project_id = ?1 AND r.dataset_id = ?2 AND r.id = cut.id
       LEFT JOIN items i ON i.project_id = ?1 AND i.dataset_id = ?2 AND i.id = r.item_id
       WHERE cut.before < ?5 ORDER BY r.id`,
    )
    .bind(
      at.project_id,
      at.dataset_id,
      page.cursor ?? '',
      page.limit + 1,
      page_bytes,
      ...given.map(([, value]) => value),
    )
    .all<Stored>();
  const rows = results.slice(0, page.limit);
  return {
    data: rows.map(revive),
    next_cursor: (results[0]?.total ?? 0) > rows.length ? (rows.at(-1)?.id ?? null) : null,
  };
}

function revive({ total: _, ...row }: Stored): NamedResponse {
  return { ...row, correct: row.correct === null ? null : row.correct === 1, metadata: JSON.parse(row.metadata) };
}

/** A page of responses as the API shows them. */
export async function listResponses(db: D1Database, at: InDataset, filter: ResponseFilter, page: PageRequest) {
  const { data, next_cursor } = await readResponses(db, at, filter, page);
  return { data: data.map(({ external_id: _, ...row }): ResponseRow => row), next_cursor };
}

/** For each input (its item_id ours), the stored response to the same item, model, sample and attempt, in order. */
export async function matchResponses(db: D1Database, at: InDataset, inputs: ResponseInput[]): Promise<Match[]> {
  const { results } = await bulk(
    db,
    `SELECT v.key AS n, r.id,
       r.content = v.value ->> 'content' AND r.correct IS v.value ->> 'correct' AND r.metadata = v.value -> '$.metadata' AS same
     FROM json_each(?1) v CROSS JOIN responses r ON r.project_id = ?2 AND r.dataset_id = ?3 AND r.item_id = v.value ->> 'item_id'
       AND r.model = v.value ->> 'model' AND r.sample = v.value ->> 'sample' AND r.attempt = v.value ->> 'attempt'`,
    inputs,
    at.project_id,
    at.dataset_id,
  ).all<{ n: number; id: string; same: number }>();
  const found: Match[] = inputs.map(() => null);
  for (const row of results) found[row.n] = { id: row.id, same: row.same === 1 };
  return found;
}

/** The write of some responses; it writes nothing where the guard is false. */
export function insertResponses(
  db: D1Database,
  at: InDataset & { upload_id: string | null; guard: Guard },
  rows: NewResponse[],
  now: number,
): D1PreparedStatement {
  return bulk(
    db,
    `INSERT INTO responses (project_id, dataset_id, id, item_id, model, sample, attempt, content, correct, metadata, upload_id, created_at)
     SELECT ?2, ?3, value ->> 'id', value ->> 'item_id', value ->> 'model', value ->> 'sample', value ->> 'attempt',
       value ->> 'content', value ->> 'correct', value -> '$.metadata', ?4, ${Math.trunc(now)}
     FROM json_each(?1) WHERE ${at.guard.sql}`,
    rows,
    at.project_id,
    at.dataset_id,
    at.upload_id,
    ...at.guard.values,
  );
}
