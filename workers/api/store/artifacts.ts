import { and, desc, eq, lt, ne } from 'drizzle-orm';
import type { Artifact } from '../../../schema/contracts/jobs.ts';
import { artifacts } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** An artifact as stored. */
export type ArtifactRow = typeof artifacts.$inferSelect;

/** An artifact as the API shows it. */
export function publicArtifact(row: ArtifactRow): Artifact {
  const { id, job_id, name, sha256, size_bytes, content_type, created_at } = row;
  return { id, job_id, name, kind: row.kind as Artifact['kind'], sha256, size_bytes, content_type, created_at };
}

const one = (project_id: string, id: string) => and(eq(artifacts.project_id, project_id), eq(artifacts.id, id));

/** Adds an artifact's row, or gives the one that the same job, name and content already has. */
export async function openArtifact(db: D1Database, row: ArtifactRow): Promise<ArtifactRow> {
  await orm(db).insert(artifacts).values(row).onConflictDoNothing();
  const same = and(
    eq(artifacts.project_id, row.project_id),
    eq(artifacts.job_id, row.job_id),
    eq(artifacts.name, row.name),
    eq(artifacts.sha256, row.sha256),
  );
  return (await orm(db).select().from(artifacts).where(same).get()) ?? row;
}

/** Complete content with a hash that the project already holds. */
export async function findContent(
  db: D1Database,
  project_id: string,
  sha256: string,
): Promise<ArtifactRow | undefined> {
  const where = and(
    eq(artifacts.project_id, project_id),
    eq(artifacts.sha256, sha256),
    eq(artifacts.state, 'complete'),
  );
  return orm(db).select().from(artifacts).where(where).get();
}

/** An artifact of a project. */
export async function findArtifact(db: D1Database, project_id: string, id: string): Promise<ArtifactRow | undefined> {
  return orm(db).select().from(artifacts).where(one(project_id, id)).get();
}

/** A job's newest complete artifact by a name. */
export async function findArtifactByName(
  db: D1Database,
  project_id: string,
  job_id: string,
  name: string,
): Promise<ArtifactRow | undefined> {
  const where = and(
    eq(artifacts.project_id, project_id),
    eq(artifacts.job_id, job_id),
    eq(artifacts.name, name),
    eq(artifacts.state, 'complete'),
  );
  return orm(db).select().from(artifacts).where(where).orderBy(desc(artifacts.id)).get();
}

/** Notes a received part, without disturbing parts that arrive beside it. */
export async function addPart(
  db: D1Database,
  project_id: string,
  id: string,
  part: number,
  etag: string,
): Promise<number[]> {
  const row = await db
    .prepare(
      `UPDATE artifacts SET parts = json_set(parts, '$."' || ?3 || '"', ?4) WHERE project_id = ?1 AND id = ?2 RETURNING parts`,
    )
    .bind(project_id, id, String(part), etag)
    .first<{ parts: string }>();
  return partNumbers(JSON.parse(row?.parts ?? '{}'));
}

/** The numbers of received parts, in order. */
export function partNumbers(parts: Record<string, string>): number[] {
  return Object.keys(parts)
    .map(Number)
    .sort((a, b) => a - b);
}

/** Sets fields of an artifact. */
export async function updateArtifact(
  db: D1Database,
  project_id: string,
  id: string,
  set: Partial<ArtifactRow>,
): Promise<void> {
  await orm(db).update(artifacts).set(set).where(one(project_id, id));
}

/** A job's complete artifacts without its checkpoints, newest first. */
export async function listArtifacts(db: D1Database, project_id: string, job_id: string, page: PageRequest) {
  const where = and(
    eq(artifacts.project_id, project_id),
    eq(artifacts.job_id, job_id),
    eq(artifacts.state, 'complete'),
    ne(artifacts.kind, 'checkpoint'),
    page.cursor ? lt(artifacts.id, page.cursor) : undefined,
  );
  const rows = await orm(db)
    .select()
    .from(artifacts)
    .where(where)
    .orderBy(desc(artifacts.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicArtifact), page.limit);
}
