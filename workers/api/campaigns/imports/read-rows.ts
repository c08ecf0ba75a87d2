import Papa from 'papaparse';

/** A line's fields by name, or what is wrong with it. */
export type ReadRow = { line: number; fields: Record<string, unknown> } | { line: number; problem: string };
/** A file's lines; `header` names the columns of CSV. */
export type ReadRows = { header: string[] | null; rows: ReadRow[] };

/** Reads lines of JSONL, or of CSV with a header; the texts of CSV stay texts, and empty cells are left out. */
export function readRows(text: string, format: 'jsonl' | 'csv'): ReadRows {
  return format === 'csv' ? readCsv(text) : { header: null, rows: readJsonl(text) };
}

function readJsonl(text: string): ReadRow[] {
  return text.split('\n').flatMap((content, index): ReadRow[] => {
    if (content.trim() === '') return [];
    const line = index + 1;
    try {
      const fields: unknown = JSON.parse(content);
      if (typeof fields === 'object' && fields !== null && !Array.isArray(fields))
        return [{ line, fields: { ...fields } }];
      return [{ line, problem: `is not a JSON object: ${content.trim().slice(0, 40)}` }];
    } catch {
      return [{ line, problem: `is not JSON: ${content.trim().slice(0, 40)}` }];
    }
  });
}

function readCsv(text: string): ReadRows {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter: ',' });
  const header = (data[0] ?? []).map((name) => name.trim());
  const broken = new Map(errors.map(({ row, message }) => [row, message]));
  let next = 1;
  const rows = data.flatMap((cells, row): ReadRow[] => {
    const line = next;
    // A quoted cell may span lines.
    next += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    if (row === 0 || (cells.length === 1 && cells[0]?.trim() === '')) return [];
    const fault = broken.get(row);
    if (fault !== undefined) return [{ line, problem: `is not valid CSV: ${fault}` }];
    if (cells.length !== header.length)
      return [{ line, problem: `has ${cells.length} cells; the header has ${header.length}` }];
    const filled = header.flatMap((name, at) => (cells[at] ? [[name, cells[at]]] : []));
    return [{ line, fields: Object.fromEntries(filled) }];
  });
  return { header, rows };
}
