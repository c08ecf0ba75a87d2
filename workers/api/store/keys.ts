import { and, desc, eq, lt } from 'drizzle-orm';
import type { Key, Scope } from '../../../schema/contracts/keys.ts';
import { keys, projects } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

type KeyRow = typeof keys.$inferSelect;

/** A key row as the API shows it: without its hash. */
export function publicKey({ secret_hash: _, project_id: __, ...row }: KeyRow): Key {
  return { ...row, scopes: row.scopes as Scope[] };
}

/** The row of a key, by id alone: the one query that runs before the project is known. */
export async function findKey(db: D1Database, id: string): Promise<KeyRow | undefined> {
  return orm(db).select().from(keys).where(eq(keys.id, id)).get();
}

/** Notes when a key was last used. */
export async function touchKey(db: D1Database, project_id: string, id: string, now: number): Promise<void> {
  await orm(db)
    .update(keys)
    .set({ last_used_at: now })
    .where(and(eq(keys.project_id, project_id), eq(keys.id, id)));
}

/** Adds a key. */
export async function insertKey(db: D1Database, row: KeyRow): Promise<void> {
  await orm(db).insert(keys).values(row);
}

/** A project's keys, newest first. */
export async function listKeys(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(keys.project_id, project_id), page.cursor ? lt(keys.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(keys)
    .where(where)
    .orderBy(desc(keys.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicKey), page.limit);
}

/** Revokes a key; the row, or undefined where the project has none. A second time changes nothing. */
export async function revokeKey(
  db: D1Database,
  project_id: string,
  id: string,
  now: number,
): Promise<KeyRow | undefined> {
  const where = and(eq(keys.project_id, project_id), eq(keys.id, id));
  const row = await orm(db).select().from(keys).where(where).get();
  if (!row || row.revoked_at !== null) return row;
  await orm(db).update(keys).set({ revoked_at: now }).where(where);
  return { ...row, revoked_at: now };
}

/** Adds a project and its first key together. */
export async function insertProject(db: D1Database, project: typeof projects.$inferSelect, key: KeyRow): Promise<void> {
  await orm(db).batch([orm(db).insert(projects).values(project), orm(db).insert(keys).values(key)]);
}

/** A project by its id. */
export async function findProject(db: D1Database, project_id: string) {
  return orm(db).select().from(projects).where(eq(projects.project_id, project_id)).get();
}
