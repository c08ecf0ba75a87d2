import type { Item, ResponseRow } from '../../../schema/contracts/datasets.ts';
import type { InDataset } from './datasets.ts';
import { listItems, page_bytes } from './items.ts';

/** An item with the responses to it, in the order of model, sample and attempt. */
export type AnsweredItem = { item: Item; responses: ResponseRow[] };

/** How a model's responses are read for jobs and reports. */
export type AnswerFilter = { model?: string | undefined };

const page_rows = 200;

/** Every item of a dataset with its responses (of one model, if given), page by page: memory stays flat. */
export async function* answeredItems(
  db: D1Database,
  at: InDataset,
  filter: AnswerFilter = {},
): AsyncGenerator<AnsweredItem> {
  const answers = responsesByItem(db, at, filter);
  let next = (await answers.next()).value;
  for await (const item of allItems(db, at)) {
    const responses: ResponseRow[] = [];
    // A response whose item is gone sorts in between and is passed over.
    while (next && next.item_id <= item.id) {
      if (next.item_id === item.id) responses.push(next);
      next = (await answers.next()).value;
    }
    yield { item, responses };
  }
}

/** Every item of a dataset, in order. */
export async function* allItems(db: D1Database, at: InDataset): AsyncGenerator<Item> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof listItems>> = await listItems(db, at, { limit: page_rows, cursor });
    yield* page.data;
    cursor = page.next_cursor;
  }
}

type Stored = Omit<ResponseRow, 'correct' | 'metadata'> & { correct: number | null; metadata: string };
type Place = [item_id: string, model: string, sample: number, attempt: number];

async function* responsesByItem(
  db: D1Database,
  at: InDataset,
  filter: AnswerFilter,
): AsyncGenerator<ResponseRow, undefined> {
  let place: Place = ['', '', -1, -1];
  for (;;) {
    const { results } = await db
      .prepare(
        `WITH sized AS (
           SELECT id, item_id, model, sample, attempt, octet_length(content) + octet_length(metadata) AS size FROM responses
           WHERE project_id = ?1 AND dataset_id = ?2 AND (item_id, model, sample, attempt) > (?3, ?4, ?5, ?6) ${filter.model === undefined ? '' : 'AND model = ?9'}
           ORDER BY item_id, model, sample, attempt LIMIT ?7),
         cut AS (SELECT id, sum(size) OVER (ORDER BY item_id, model, sample, attempt) - size AS before FROM sized)
         SELECT r.id, r.item_id, r.model, r.sample, r.attempt, r.content, r.correct, r.metadata, r.created_at
         FROM cut CROSS JOIN responses r ON r.project_id = ?1 AND r.dataset_id = ?2 AND r.id = cut.id
         WHERE cut.before < ?8 ORDER BY r.item_id, r.model, r.sample, r.attempt`,
      )
      .bind(
        at.project_id,
        at.dataset_id,
        ...place,
        page_rows,
        page_bytes,
        ...(filter.model === undefined ? [] : [filter.model]),
      )
      .all<Stored>();
    for (const row of results)
      yield { ...row, correct: row.correct === null ? null : row.correct === 1, metadata: JSON.parse(row.metadata) };
    const last = results.at(-1);
    if (!last) return undefined;
    place = [last.item_id, last.model, last.sample, last.attempt];
  }
}
