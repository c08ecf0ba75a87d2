import type { SchemaElement } from 'hyparquet';

/** A column of an export; MESSAGES is a list of {role, content}. Cells may be null. */
export interface ExportColumn {
  name: string;
  type: 'STRING' | 'DOUBLE' | 'INT32' | 'BOOLEAN' | 'JSON' | 'MESSAGES';
}

/** A row by column names. */
export type Row = { [name: string]: unknown };

const optional = 'OPTIONAL' as const;
const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: optional,
});

/** The Parquet schema of columns. */
export function parquetSchema(columns: ExportColumn[]): SchemaElement[] {
  return [{ name: 'root', num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type }: ExportColumn): SchemaElement[] {
  // A list in the three levels that every reader knows.
  if (type === 'MESSAGES')
    return [
      { name, repetition_type: optional, num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: optional, num_children: 2 },
      text('role'),
      text('content'),
    ];
  if (type === 'STRING' || type === 'JSON') return [text(name)];
  return [{ name, type, repetition_type: optional }];
}
