import { and, desc, eq, lt } from 'drizzle-orm';
import { encodeTime } from 'ulid';
import type { EdgeManifest, EdgeModel } from '../../../schema/contracts/edge-models.ts';
import { id_prefixes } from '../../../schema/ids.ts';
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

/** Hashes of the models of judges, of any project, that judged since a time: those that judged last first. */
export async function modelsJudgedSince(db: D1Database, since: number, limit: number): Promise<string[]> {
  // A judge's newest judgment is the last of its ids, which sort by time: one step in an index, however long its ledger is.
  const { results } = await db
    .prepare(
      `SELECT sha256, max(last) AS last FROM (
        SELECT panel.value ->> 'sha256' AS sha256, (
          SELECT max(id) FROM judgments
          WHERE project_id = judges.project_id AND judge_id = judges.id AND id > ?1
        ) AS last
        FROM judges, json_each(judges.settings, '$.panel') AS panel
        WHERE panel.value ->> 'kind' = 'edge'
      ) WHERE last IS NOT NULL AND sha256 IS NOT NULL GROUP BY sha256 ORDER BY last DESC LIMIT ?2`,
    )
    .bind(`${id_prefixes.judgment}_${encodeTime(since, 10).toLowerCase()}`, limit)
    .all<{ sha256: string }>();
  return results.map(({ sha256 }) => sha256);
}
