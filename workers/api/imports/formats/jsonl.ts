import { ItemInput, ResponseInput } from '../../../../schema/contracts/datasets.ts';
import { checked, type Format, jsonObject, type LineKind, type LineRows } from './line-rows.ts';

/** One JSON object a line, with the fields of an item or a response. */
export const jsonl: Format = { records: 'lines', read: (text, kind) => rowsOf(jsonObject(text), kind) };

/** Reads an object as an item or as a response. @throws BadLine */
export function rowsOf(value: unknown, kind: LineKind): LineRows {
  if (kind === 'items') return { item: checked(ItemInput, value), responses: [] };
  return { item: null, responses: [checked(ResponseInput, value)] };
}
