import { and, eq, lt, or } from 'drizzle-orm';
import type { LineError } from '../../../schema/contracts/uploads.ts';
import { uploads } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import type { Guard } from './items.ts';
import { refIs, type UploadRow } from './uploads.ts';

/**
 * What is done with a file's bytes, in this order: `verify` its SHA-256 (where one was given), `check` every line (atomic uploads),
 * `write`. An atomic upload that must not stay takes its rows back in `undo_failed` or `undo_cancelled`.
 */
export type Phase = 'verify' | 'check' | 'write' | 'undo_failed' | 'undo_cancelled';

/** Changes an upload that is still where the caller saw it; undefined where it has moved on. */
export async function moveUpload(
  db: D1Database,
  seen: Pick<UploadRow, 'project_id' | 'id' | 'state' | 'phase' | 'processed_bytes'>,
  change: Partial<UploadRow>,
): Promise<UploadRow | undefined> {
  const [row] = await orm(db).update(uploads).set(change).where(isStill(seen)).returning();
  return row;
}

function isStill(seen: Pick<UploadRow, 'project_id' | 'id' | 'state' | 'phase' | 'processed_bytes'>) {
  return and(
    refIs({ project_id: seen.project_id, upload_id: seen.id }),
    eq(uploads.state, seen.state),
    eq(uploads.phase, seen.phase),
    eq(uploads.processed_bytes, seen.processed_bytes),
  );
}

/** True in SQL while an upload stands at the place the consumer read from; rows are written under it. */
export function cursorGuard(seen: UploadRow): Guard {
  return {
    sql: `EXISTS (SELECT 1 FROM uploads WHERE project_id = ?2 AND id = ?4 AND state = 'processing' AND phase = ?5 AND processed_bytes = ?6)`,
    values: [seen.phase, seen.processed_bytes],
  };
}

/** What one stretch of lines changes in an upload's row. */
export type Advance = Pick<UploadRow, 'processed_bytes' | 'processed_lines' | 'header' | 'lines_good' | 'lines_bad'> & {
  state: UploadRow['state'];
  phase: Phase;
  errors: LineError[];
  message: string | null;
  updated_at: number;
  finished_at: number | null;
};

/** Writes a stretch's rows and moves the cursor, all or nothing; false where another delivery was faster or the upload was stopped. */
export async function commitStretch(
  db: D1Database,
  seen: UploadRow,
  writes: D1PreparedStatement[],
  next: Advance,
): Promise<boolean> {
  const advance = db
    .prepare(
      `UPDATE uploads SET state = ?5, phase = ?6, processed_bytes = ?7, processed_lines = ?8, header = ?9, lines_good = ?10, lines_bad = ?11,
         errors = ?12, message = ?13, updated_at = ?14, finished_at = ?15
       WHERE project_id = ?1 AND id = ?2 AND state = 'processing' AND phase = ?3 AND processed_bytes = ?4`,
    )
    .bind(
      seen.project_id,
      seen.id,
      seen.phase,
      seen.processed_bytes,
      next.state,
      next.phase,
      next.processed_bytes,
      next.processed_lines,
      next.header === null ? null : JSON.stringify(next.header),
      next.lines_good,
      next.lines_bad,
      JSON.stringify(next.errors),
      next.message,
      next.updated_at,
      next.finished_at,
    );
  const results = await db.batch([...writes, advance]);
  return (results.at(-1)?.meta.changes ?? 0) === 1;
}

/** Uploads whose consumer has not been heard of, and ones that nobody sends parts to any more. */
export async function staleUploads(
  db: D1Database,
  before: { processing: number; uploading: number },
  limit = 100,
): Promise<UploadRow[]> {
  const stuck = and(eq(uploads.state, 'processing'), lt(uploads.updated_at, before.processing));
  const abandoned = and(eq(uploads.state, 'uploading'), lt(uploads.updated_at, before.uploading));
  return orm(db).select().from(uploads).where(or(stuck, abandoned)).limit(limit);
}

/** Takes back what an upload wrote, and responses that came for its items meanwhile, in bounded steps. Repeatable. */
export async function deleteUploadRows(db: D1Database, { project_id, id, dataset_id }: UploadRow): Promise<void> {
  const some = (table: string) =>
    `SELECT id FROM ${table} WHERE project_id = ?1 AND dataset_id = ?2 AND upload_id = ?3 LIMIT 2000`;
  const deletion = (sql: string) => db.prepare(`DELETE FROM ${sql}`).bind(project_id, dataset_id, id);
  const responses = deletion(`responses WHERE project_id = ?1 AND dataset_id = ?2 AND id IN (${some('responses')})`);
  while ((await responses.run()).meta.changes > 0);
  const answers = deletion(`responses WHERE project_id = ?1 AND dataset_id = ?2 AND item_id IN (${some('items')})`);
  const items = deletion(`items WHERE project_id = ?1 AND dataset_id = ?2 AND id IN (${some('items')})`);
  for (;;) {
    const [, gone] = await db.batch([answers, items]);
    if (!gone || gone.meta.changes === 0) return;
  }
}
