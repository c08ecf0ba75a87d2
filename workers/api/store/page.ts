/** Cuts a page out of `limit + 1` rows; the cursor is the id of its last row. */
export function toPage<T extends { id: string }>(rows: T[], limit: number): { data: T[]; next_cursor: string | null } {
  const data = rows.slice(0, limit);
  return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

/** What every list takes. */
export type PageRequest = { limit: number; cursor?: string | undefined };
