import { and, desc, eq, lt } from 'drizzle-orm';
import type { EdgeManifest, EdgeModel } from '../../../schema/contracts/edge-models.ts';
import { edge_models } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** Where a file of an edge model lies: by the hash of its content, as the edge judge reads it. */
export const edgeFileKey = (sha256: string): string => `edge-models/${sha256}`;

function toModel({ id, sha256, job_id, manifest, created_at }: typeof edge_models.$inferSelect): EdgeModel {
  return { id, sha256, source: 'job', job_id, manifest: manifest as EdgeManifest, created_at };
}

/** Adds a model; the same content again is the model there is. */
export async function insertEdgeModel(
  db: D1Database,
  project_id: string,
  model: EdgeModel,
  now: number,
): Promise<void> {
  const { id, sha256, job_id, manifest } = model;
  await orm(db)
    .insert(edge_models)
    .values({ project_id, id, sha256, job_id, manifest, created_at: now })
    .onConflictDoNothing();
}

/** A model of a project. */
export async function findEdgeModel(db: D1Database, project_id: string, id: string): Promise<EdgeModel | undefined> {
  const where = and(eq(edge_models.project_id, project_id), eq(edge_models.id, id));
  const row = await orm(db).select().from(edge_models).where(where).get();
  return row && toModel(row);
}

/** A project's models, newest first. */
export async function listEdgeModels(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(edge_models.project_id, project_id), page.cursor ? lt(edge_models.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(edge_models)
    .where(where)
    .orderBy(desc(edge_models.id))
    .limit(page.limit + 1);
  return toPage(rows.map(toModel), page.limit);
}
