import Papa from 'papaparse';
import { RatingLine } from '../../../../schema/contracts/campaigns.ts';
import { AssayError } from '../../../../schema/errors.ts';

/** One line of an import: what it says, or what is wrong with it. */
export type ReadLine = { line: number; rating: RatingLine | null; problem: string | null };

const numbers = new Set(['probability', 'duration_ms', 'created_at']);
const columns = Object.keys(RatingLine.shape);

/** Reads ratings as JSONL or as CSV with a header, whose `criteria.<name>` columns answer criteria. @throws AssayError `invalid_request` where the header is wrong */
export function readRatingLines(text: string, format: 'jsonl' | 'csv'): ReadLine[] {
  return format === 'csv' ? readCsv(text) : readJsonl(text);
}

function readJsonl(text: string): ReadLine[] {
  return text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return [];
    try {
      return [check(index + 1, JSON.parse(content))];
    } catch {
      return [{ line: index + 1, rating: null, problem: `is not JSON: ${content.trim().slice(0, 40)}` }];
    }
  });
}

function readCsv(text: string): ReadLine[] {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter: ',' });
  const header = (data[0] ?? []).map((name) => name.trim());
  const unknown = header.find((name) => !columns.includes(name) && !/^criteria\../.test(name));
  const missing = ['comparison_id', 'choice'].find((name) => !header.includes(name));
  if (unknown !== undefined || missing !== undefined)
    throw new AssayError(
      'invalid_request',
      `The header ${missing ? `lacks the column ${missing}` : `has an unknown column "${unknown}"`}; it takes ${columns.filter((name) => name !== 'criteria').join(', ')} and criteria.<name>.`,
    );
  const broken = new Map(errors.map(({ row, message }) => [row, message]));
  let line = 1;
  return data.flatMap((cells, row) => {
    const at = line;
    // A quoted cell may span lines.
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    if (row === 0 || (cells.length === 1 && cells[0]?.trim() === '')) return [];
    const fault = broken.get(row);
    if (fault !== undefined) return [{ line: at, rating: null, problem: `is not valid CSV: ${fault}` }];
    if (cells.length !== header.length)
      return [{ line: at, rating: null, problem: `has ${cells.length} cells; the header has ${header.length}` }];
    return [check(at, fieldsOf(header, cells))];
  });
}

function fieldsOf(header: string[], cells: string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const criteria: Record<string, string> = {};
  for (const [at, name] of header.entries()) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    if (name.startsWith('criteria.')) criteria[name.slice('criteria.'.length)] = cell;
    else if (numbers.has(name)) fields[name] = Number(cell);
    else fields[name] = name === 'verified' && /^(true|false)$/i.test(cell) ? cell.toLowerCase() === 'true' : cell;
  }
  return Object.keys(criteria).length > 0 ? { ...fields, criteria } : fields;
}

function check(line: number, value: unknown): ReadLine {
  const read = RatingLine.safeParse(value);
  if (read.success) return { line, rating: read.data, problem: null };
  const [issue] = read.error.issues;
  return { line, rating: null, problem: `${issue?.path.join('.') || 'the line'}: ${issue?.message}` };
}
