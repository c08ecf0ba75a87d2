import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { part_bytes, type Upload } from '../../../schema/contracts/uploads.ts';
import { AssayError } from '../../../schema/errors.ts';
import { uploads } from '../../../schema/tables.ts';
import { type InDataset, requireDataset } from './datasets.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

export type UploadRow = typeof uploads.$inferSelect;
/** Which upload. */
export type UploadRef = { project_id: string; upload_id: string };

/** The condition that picks one upload. */
export const refIs = ({ project_id, upload_id }: UploadRef) =>
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
