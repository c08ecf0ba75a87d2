import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import { type LineError, part_bytes, type Upload } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { uploads } from '../../../schema/tables.ts';
import { type InDataset, requireDataset } from './datasets.ts';
import { orm } from './db.ts';
import type { Guard } from './items.ts';
import { type PageRequest, toPage } from './page.ts';

export type UploadRow = typeof uploads.$inferSelect;
/** Which upload. */
export type UploadRef = { project_id: string; upload_id: string };

/**
 * What is done with a file's bytes, in this order: `verify` its SHA-256 (where one was given), `check` every line (atomic uploads),
 * `write`. An atomic upload that must not stay takes its rows back in `undo_failed` or `undo_cancelled`.
 */
export type Phase = 'verify' | 'check' | 'write' | 'undo_failed' | 'undo_cancelled';

const refIs = ({ project_id, upload_id }: UploadRef) =>
  and(eq(uploads.project_id, project_id), eq(uploads.id, upload_id));

/** Where the bytes of an upload lie in R2. */
export function uploadKey({ project_id, upload_id }: UploadRef): string {
  return `${project_id}/uploads/${upload_id}`;
}

/** How many parts a file of this size has. */
export function partCount(size_bytes: number): number {
  return Math.ceil(size_bytes / part_bytes);
}

/** A row as the API shows it. */
export function publicUpload(row: UploadRow): Upload {
  const received_parts = Object.keys(row.parts).map(Number);
  return {
    id: row.id,
    dataset_id: row.dataset_id,
    kind: row.kind as Upload['kind'],
    format: row.format as Upload['format'],
    on_error: row.on_error as Upload['on_error'],
    state: row.state as Upload['state'],
    size_bytes: row.size_bytes,
    part_bytes,
    received_parts: received_parts.sort((a, b) => a - b),
    processed_bytes: row.processed_bytes,
    lines_good: row.lines_good,
    lines_bad: row.lines_bad,
    errors: row.errors,
    message: row.message,
    created_at: row.created_at,
    finished_at: row.finished_at,
  };
}

/** Adds an upload; one with the same id is left as it is. */
export async function insertUpload(db: D1Database, row: typeof uploads.$inferInsert): Promise<void> {
  await requireDataset(db, { project_id: row.project_id, dataset_id: row.dataset_id });
  await orm(db).insert(uploads).values(row).onConflictDoNothing();
}

/** An upload, or undefined. */
export async function findUpload(db: D1Database, ref: UploadRef): Promise<UploadRow | undefined> {
  return orm(db).select().from(uploads).where(refIs(ref)).get();
}

/** An upload. @throws AssayError `not_found` */
export async function getUpload(db: D1Database, ref: UploadRef): Promise<UploadRow> {
  const row = await findUpload(db, ref);
  if (!row) throw new AssayError('not_found', `There is no upload ${ref.upload_id} in this project.`);
  return row;
}

/** A project's uploads, newest first. */
export async function listUploads(
  db: D1Database,
  project_id: string,
  filter: { dataset_id?: string | undefined },
  page: PageRequest,
) {
  const where = and(
    eq(uploads.project_id, project_id),
    filter.dataset_id ? eq(uploads.dataset_id, filter.dataset_id) : undefined,
    page.cursor ? lt(uploads.id, page.cursor) : undefined,
  );
  const rows = await orm(db)
    .select()
    .from(uploads)
    .where(where)
    .orderBy(desc(uploads.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicUpload), page.limit);
}

/** Notes a received part in one statement, so that parts sent side by side do not overwrite each other. */
export async function notePart(
  db: D1Database,
  ref: UploadRef,
  part: number,
  etag: string,
  now: number,
): Promise<UploadRow | undefined> {
  const path = `$."${part}"`;
  const set = { parts: sql`json_set(${uploads.parts}, ${path}, ${etag})`, updated_at: now };
  const [row] = await orm(db)
    .update(uploads)
    .set(set)
    .where(and(refIs(ref), eq(uploads.state, 'uploading')))
    .returning();
  return row;
}

/** Forgets the parts that R2 would not put together; they must be sent again. */
export async function forgetParts(db: D1Database, ref: UploadRef, multipart_id: string, now: number): Promise<void> {
  const set = { parts: {}, multipart_id, updated_at: now };
  await orm(db)
    .update(uploads)
    .set(set)
    .where(and(refIs(ref), eq(uploads.state, 'uploading')));
}

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

/** A dataset's uploads, a thousand at a time by id. */
export async function uploadsOf(db: D1Database, at: InDataset, after: string): Promise<UploadRow[]> {
  const where = and(
    eq(uploads.project_id, at.project_id),
    eq(uploads.dataset_id, at.dataset_id),
    sql`${uploads.id} > ${after}`,
  );
  return orm(db).select().from(uploads).where(where).orderBy(uploads.id).limit(1000);
}

/** Stops every upload of a dataset that is about to go, so that no consumer writes into it any more. */
export async function stopUploads(db: D1Database, at: InDataset, now: number): Promise<void> {
  const where = and(
    eq(uploads.project_id, at.project_id),
    eq(uploads.dataset_id, at.dataset_id),
    inArray(uploads.state, ['uploading', 'processing']),
  );
  await orm(db)
    .update(uploads)
    .set({ state: 'cancelled', message: 'The dataset was deleted.', finished_at: now, updated_at: now })
    .where(where);
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
