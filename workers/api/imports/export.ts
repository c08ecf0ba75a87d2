import type { Item } from '../../../schema/contracts/datasets.ts';
import { allItems } from '../store/answers.ts';
import type { InDataset } from '../store/datasets.ts';
import { type NamedResponse, readResponses } from '../store/responses.ts';

/** A dataset's rows as JSONL that can be uploaded again as it is, to this dataset or another; read page by page. */
export function exportLines(db: D1Database, at: InDataset, what: 'items' | 'responses'): ReadableStream<Uint8Array> {
  const lines = what === 'items' ? itemLines(db, at) : responseLines(db, at);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}

/** An item without an external id goes by ours, so that the responses' lines find it wherever it is uploaded. */
const itemLine = ({ id, external_id, prompt, reference, metadata }: Item) =>
  JSON.stringify({ external_id: external_id ?? id, prompt, reference, metadata });

const responseLine = ({ external_id, item_id, model, sample, attempt, content, correct, metadata }: NamedResponse) =>
  JSON.stringify({ item_id: external_id ?? item_id, model, sample, attempt, content, correct, metadata });

async function* itemLines(db: D1Database, at: InDataset): AsyncGenerator<string, undefined> {
  let chunk = '';
  for await (const item of allItems(db, at)) {
    chunk += `${itemLine(item)}\n`;
    if (chunk.length < chunk_chars) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
  return undefined;
}

async function* responseLines(db: D1Database, at: InDataset): AsyncGenerator<string, undefined> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof readResponses>> = await readResponses(
      db,
      at,
      {},
      { limit: page_rows, cursor },
    );
    if (page.data.length > 0) yield page.data.map((row) => `${responseLine(row)}\n`).join('');
    cursor = page.next_cursor;
  }
  return undefined;
}

const page_rows = 500;
const chunk_chars = 65_536;
