import { and, asc, eq, gt } from 'drizzle-orm';
import type { Retirement } from '../../../schema/contracts/campaigns.ts';
import { retirements } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import type { PageRequest } from './page.ts';

type Place = { project_id: string; campaign_id: string };
const of = ({ project_id, campaign_id }: Place) =>
  and(eq(retirements.project_id, project_id), eq(retirements.campaign_id, campaign_id));

/** Retires a model of a campaign; one that is retired already stays as it is. */
export async function insertRetirement(db: D1Database, place: Place, row: Retirement): Promise<void> {
  await orm(db)
    .insert(retirements)
    .values({ ...place, ...row })
    .onConflictDoNothing();
}

/** Takes a retirement back. @returns whether there was one */
export async function deleteRetirement(db: D1Database, place: Place, model: string): Promise<boolean> {
  const gone = await orm(db)
    .delete(retirements)
    .where(and(of(place), eq(retirements.model, model)))
    .returning({ model: retirements.model });
  return gone.length > 0;
}

/** A campaign's retired models by name, after a name. */
export async function listRetirements(db: D1Database, place: Place, page: PageRequest) {
  const { model, reason, created_at } = retirements;
  const rows = await orm(db)
    .select({ model, reason, created_at })
    .from(retirements)
    .where(and(of(place), page.cursor ? gt(model, page.cursor) : undefined))
    .orderBy(asc(model))
    .limit(page.limit + 1);
  const data = rows.slice(0, page.limit);
  return { data, next_cursor: rows.length > page.limit ? (data.at(-1)?.model ?? null) : null };
}

/** The retirement of a model, if it is retired. */
export async function findRetirement(db: D1Database, place: Place, name: string): Promise<Retirement | undefined> {
  const { model, reason, created_at } = retirements;
  return orm(db)
    .select({ model, reason, created_at })
    .from(retirements)
    .where(and(of(place), eq(model, name)))
    .get();
}
