import { parquetWriteBuffer } from 'hyparquet-writer';
import Papa from 'papaparse';

/** A column of an export; every cell is of its type or null. */
export interface Column {
  name: string;
  type: 'STRING' | 'DOUBLE' | 'INT32' | 'BOOLEAN';
  data: (string | number | boolean | null)[];
}

/** A table of columns of one length. */
export type Table = Column[];

/** Rows as objects. */
export function toObjects(table: Table): Record<string, string | number | boolean | null>[] {
  const rows = table[0]?.data ?? [];
  return rows.map((_, row) => Object.fromEntries(table.map(({ name, data }) => [name, data[row] ?? null])));
}

/** CSV (RFC 4180) with a header; a null is an empty cell. A text that a spreadsheet would run as a formula is led by a quote mark. */
export function toCsv(table: Table): string {
  const fields = table.map(({ name }) => name);
  const rows = (table[0]?.data ?? []).map((_, row) => table.map(({ data }) => data[row] ?? null));
  return `${Papa.unparse({ fields, data: rows }, { newline: '\r\n', escapeFormulae: /^[=+\-@\t\r].*\D/ })}\r\n`;
}

/** Parquet, its columns nullable. */
export function toParquet(table: Table): ArrayBuffer {
  return parquetWriteBuffer({
    columnData: table.map(({ name, type, data }) => ({ name, type, data, nullable: true })),
  });
}
