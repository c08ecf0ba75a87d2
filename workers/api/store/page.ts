import { AssayError } from '../../../schema/errors.ts';

/** Cuts a page out of `limit + 1` rows; the cursor is the id of its last row. */
export function toPage<T extends { id: string }>(rows: T[], limit: number): { data: T[]; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

/** Reads a cursor that is a count; null where none was given. @throws AssayError `invalid_request` */
export function numberCursor(cursor: string | null | undefined): number | null {
  if (cursor === undefined || cursor === null) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new AssayError(
    'invalid_request',
    `The cursor "${cursor}" is not one this list gave; use next_cursor of the page before.`,
  );
}

/** What every list takes. */
export type PageRequest = { limit: number; cursor?: string | undefined };

/** Like {@link toPage} for rows whose place in the list is their name. */
export function toNamedPage<T extends { name: string }>(
  rows: T[],
  limit: number,
): { data: T[]; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  return { data, next_cursor: rows.length > limit ? (data.at(-1)?.name ?? null) : null };
}
