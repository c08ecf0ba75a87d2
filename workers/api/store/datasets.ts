import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Dataset } from '../../../schema/contracts/datasets.ts';
import { AssayError } from '../../../schema/errors.ts';
import { datasets } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** Where items and responses lie. */
export type InDataset = { project_id: string; dataset_id: string };

/** Rows deleted by one statement, so that none holds the database for long. */
const delete_rows = 5000;

// In raw SQL: the query builder would leave the table names away, and every column would mean the inner table.
const countOf = (table: 'items' | 'responses'): SQL<number> =>
  sql.raw(
    `(SELECT count(*) FROM ${table} AS r WHERE r.project_id = datasets.project_id AND r.dataset_id = datasets.id)`,
  ) as SQL<number>;

const shown = {
  id: datasets.id,
  name: datasets.name,
  description: datasets.description,
  item_count: countOf('items'),
  response_count: countOf('responses'),
  created_at: datasets.created_at,
  updated_at: datasets.updated_at,
};

/** Adds a dataset. */
export async function insertDataset(db: D1Database, row: typeof datasets.$inferInsert): Promise<void> {
  await orm(db).insert(datasets).values(row);
}

/** A dataset with its counts. @throws AssayError `not_found` */
export async function getDataset(db: D1Database, { project_id, dataset_id }: InDataset): Promise<Dataset> {
  const where = and(eq(datasets.project_id, project_id), eq(datasets.id, dataset_id));
  const row = await orm(db).select(shown).from(datasets).where(where).get();
  if (!row) throw noDataset(dataset_id);
  return row;
}

/** Whether a project has a dataset. */
export async function hasDataset(db: D1Database, { project_id, dataset_id }: InDataset): Promise<boolean> {
  const where = and(eq(datasets.project_id, project_id), eq(datasets.id, dataset_id));
  return (await orm(db).select({ id: datasets.id }).from(datasets).where(where).get()) !== undefined;
}

/** Makes sure that a project has a dataset, without counting its rows. @throws AssayError `not_found` */
export async function requireDataset(db: D1Database, at: InDataset): Promise<void> {
  if (!(await hasDataset(db, at))) throw noDataset(at.dataset_id);
}

/** What a request for a missing dataset is answered with. */
export function noDataset(dataset_id: string): AssayError {
  return new AssayError('not_found', `There is no dataset ${dataset_id} in this project.`);
}

/** A project's datasets, newest first. */
export async function listDatasets(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(datasets.project_id, project_id), page.cursor ? lt(datasets.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select(shown)
    .from(datasets)
    .where(where)
    .orderBy(desc(datasets.id))
    .limit(page.limit + 1);
  return toPage(rows, page.limit);
}

/** Notes that a dataset's content changed; to be run with the change itself. */
export function touchDataset(db: D1Database, { project_id, dataset_id }: InDataset, now: number): D1PreparedStatement {
  return db
    .prepare('UPDATE datasets SET updated_at = ?3 WHERE project_id = ?1 AND id = ?2')
    .bind(project_id, dataset_id, now);
}

/** Deletes a dataset's rows in bounded steps and the dataset last: interrupted, it may be called again. */
export async function deleteDatasetRows(db: D1Database, { project_id, dataset_id }: InDataset): Promise<void> {
  const tables = ['responses', 'items', 'uploads'] as const;
  for (const table of tables) {
    const some = db
      .prepare(
        `DELETE FROM ${table} WHERE project_id = ?1 AND dataset_id = ?2 AND id IN
         (SELECT id FROM ${table} WHERE project_id = ?1 AND dataset_id = ?2 LIMIT ?3)`,
      )
      .bind(project_id, dataset_id, delete_rows);
    while ((await some.run()).meta.changes > 0);
  }
  // What a request already under way added in between goes together with the dataset.
  const rest = tables.map((table) => db.prepare(`DELETE FROM ${table} WHERE project_id = ?1 AND dataset_id = ?2`));
  const last = db.prepare('DELETE FROM datasets WHERE project_id = ?1 AND id = ?2');
  await db.batch([...rest, last].map((statement) => statement.bind(project_id, dataset_id)));
}
