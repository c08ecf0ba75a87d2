import Papa from 'papaparse';
import { rowsOf } from './jsonl.ts';
import { BadLine, type Format, type LineKind } from './line-rows.ts';

const columns: Record<LineKind, { required: string[]; optional: string[] }> = {
  items: { required: ['prompt'], optional: ['external_id', 'reference', 'metadata'] },
  responses: { required: ['item_id', 'model', 'content'], optional: ['sample', 'attempt', 'correct', 'metadata'] },
};
/** Columns whose empty cell is an empty text; elsewhere an empty cell means "not given". */
const texts = new Set(['prompt', 'content']);
const truths: Record<string, boolean> = { true: true, '1': true, false: false, '0': false };

/** A header, then one record a row; `metadata.<name>` columns become metadata. */
export const csv: Format = {
  records: 'csv',
  read(text, kind, header) {
    const cells = csvCells(text);
    if (cells.length !== header.length) {
      throw new BadLine(`has ${cells.length} cells; the header has ${header.length} columns: ${header.join(', ')}`);
    }
    const fields: Record<string, unknown> = {};
    const metadata: Record<string, unknown> = {};
    header.forEach((name, index) => {
      const cell = cells[index] ?? '';
      if (cell === '' && !texts.has(name)) return;
      if (name.startsWith('metadata.')) metadata[name.slice('metadata.'.length)] = cell;
      else fields[name] = cellValue(name, cell);
    });
    if (Object.keys(metadata).length > 0) fields.metadata = { ...(fields.metadata as object | undefined), ...metadata };
    return rowsOf(fields, kind);
  },
};

/** Reads the first record. @throws BadLine where a column is missing or unknown */
export function csvHeader(text: string, kind: LineKind): string[] {
  const header = csvCells(text).map((name) => name.trim());
  const { required, optional } = columns[kind];
  const known = `a CSV of ${kind} has the columns ${required.join(', ')} and may have ${optional.join(', ')}, metadata.<name>`;
  const missing = required.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new BadLine(`the header lacks the column ${missing.join(', ')}; ${known}`);
  const unknown = header.filter((name) => ![...required, ...optional].includes(name) && !/^metadata\.[^.]/.test(name));
  if (unknown.length > 0) throw new BadLine(`the header has an unknown column "${unknown[0]}"; ${known}`);
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw new BadLine(`the header names the column "${twice}" twice`);
  return header;
}

function csvCells(text: string): string[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' });
  const [error] = errors;
  if (error) throw new BadLine(`is not valid CSV (${error.message}); a quote inside a quoted cell is written twice`);
  return data[0] ?? [];
}

function cellValue(name: string, cell: string): unknown {
  if (name === 'sample' || name === 'attempt') return Number(cell);
  if (name === 'correct') return truths[cell.trim().toLowerCase()] ?? cell;
  if (name !== 'metadata') return cell;
  try {
    return JSON.parse(cell);
  } catch {
    throw new BadLine(
      `metadata: "${cell.slice(0, 40)}" is not a JSON object; write {"name": …} or use metadata.<name> columns`,
    );
  }
}
