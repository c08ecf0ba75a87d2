import { answeredItems } from './answers.ts';

/**
 * A dataset as JSONL, one item with its responses a line, in the order of item ids; read page by page, so memory stays flat.
 * The same rows always give the same bytes.
 */
export async function* datasetLines(db: D1Database, project_id: string, dataset_id: string): AsyncGenerator<string> {
  for await (const { item, responses } of answeredItems(db, { project_id, dataset_id })) {
    const { created_at: _, ...given } = item;
    const answers = responses.map(({ created_at: __, item_id: ___, ...row }) => row);
    yield `${JSON.stringify({ item: given, responses: answers })}\n`;
  }
}
