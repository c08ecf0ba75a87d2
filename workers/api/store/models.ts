import { and, desc, eq, lt } from 'drizzle-orm';
import type { Model } from '../../../schema/contracts/models.ts';
import { models } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

function publicModel({ project_id: _, ...row }: typeof models.$inferSelect): Model {
  return { ...row, files: row.files as Model['files'], lineage: row.lineage as Model['lineage'] };
}

/** A registered model of a project. */
export async function findModel(db: D1Database, project_id: string, id: string): Promise<Model | undefined> {
  const row = await orm(db)
    .select()
    .from(models)
    .where(and(eq(models.project_id, project_id), eq(models.id, id)))
    .get();
  return row && publicModel(row);
}

/** A project's models, newest first. */
export async function listModels(db: D1Database, project_id: string, page: PageRequest) {
  const where = and(eq(models.project_id, project_id), page.cursor ? lt(models.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(models)
    .where(where)
    .orderBy(desc(models.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicModel), page.limit);
}
