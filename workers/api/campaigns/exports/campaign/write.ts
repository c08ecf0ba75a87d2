import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import Papa from 'papaparse';
import type { CampaignExportQuery } from '../../../../../schema/contracts/campaign-exports.ts';
import { type ExportColumn, parquetSchema, type Row } from './columns.ts';

type Pages = AsyncGenerator<Row[]>;
type Write = (columns: ExportColumn[], pages: Pages) => AsyncGenerator<Uint8Array>;

const encoder = new TextEncoder();
/** Rows, or characters of a page's JSON, after which a Parquet row group is written: what a Worker holds at once. */
const group_rows = 20_000;
const group_chars = 4_000_000;

async function* jsonl(columns: ExportColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  for await (const rows of pages)
    yield encoder.encode(rows.map((row) => `${JSON.stringify(inOrder(columns, row))}\n`).join(''));
}

/** RFC 4180 with a header; lists and objects are JSON. A text that a spreadsheet would run as a formula is led by a quote mark. */
async function* csv(columns: ExportColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  const options = { newline: '\r\n', escapeFormulae: /^[=+\-@\t\r].*\D/ };
  const line = (cells: unknown[][]) => encoder.encode(`${Papa.unparse(cells, options)}\r\n`);
  yield line([columns.map(({ name }) => name)]);
  for await (const rows of pages)
    if (rows.length > 0)
      yield line(
        rows.map((row) =>
          columns.map(({ name, type }) =>
            type === 'JSON' || type === 'MESSAGES' ? JSON.stringify(row[name] ?? null) : (row[name] ?? null),
          ),
        ),
      );
}

/** Row group after row group, each sent before the next is made; only the footer's list of them grows. */
async function* parquet(columns: ExportColumn[], pages: Pages): AsyncGenerator<Uint8Array> {
  const buffer = new ByteWriter();
  const writer = new ParquetWriter({ writer: buffer, schema: parquetSchema(columns), createdBy: 'assay' });
  const taken = () => {
    const bytes = buffer.getBytes().slice();
    buffer.index = 0;
    return bytes;
  };
  let waiting: Row[] = [];
  let chars = 0;
  const group = () => {
    const columnData = columns.map(({ name, type }) => ({ name, data: waiting.map((row) => cellOf(type, row[name])) }));
    writer.write({ columnData, rowGroupSize: waiting.length });
    waiting = [];
    chars = 0;
    return taken();
  };
  for await (const rows of pages) {
    waiting.push(...rows);
    chars += JSON.stringify(rows).length;
    if (waiting.length >= group_rows || chars >= group_chars) yield group();
  }
  if (waiting.length > 0) yield group();
  writer.finish();
  yield taken();
}

const cellOf = (type: ExportColumn['type'], value: unknown): unknown =>
  value === undefined || value === null ? null : type === 'JSON' ? JSON.stringify(value) : value;

const inOrder = (columns: ExportColumn[], row: Row): Row =>
  Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));

/** How each format is written, and what it is called on the way. */
export const export_formats: Record<CampaignExportQuery['format'], { content_type: string; write: Write }> = {
  jsonl: { content_type: 'application/x-ndjson', write: jsonl },
  csv: { content_type: 'text/csv; charset=utf-8', write: csv },
  parquet: { content_type: 'application/vnd.apache.parquet', write: parquet },
};
