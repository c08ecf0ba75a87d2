import { and, desc, eq, lt } from 'drizzle-orm';
import type { Comparison, ComparisonInput, Gold } from '../../../schema/contracts/campaigns.ts';
import { newId } from '../../../schema/ids.ts';
import { comparisons } from '../../../schema/tables.ts';
import { bulk, orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

type Place = { project_id: string; campaign_id: string };

/** A comparison to add: its tags, and how its answers look where that was computed. */
export type NewComparison = Omit<ComparisonInput, 'tags' | 'gold'> & {
  id?: string;
  tags?: string[];
  gold?: Gold | null;
  style?: unknown;
};

/** Adds comparisons, all or none; one whose given id is there already stays. @returns their ids, in the order given */
export async function insertComparisons(
  db: D1Database,
  place: Place,
  inputs: NewComparison[],
  now: number,
): Promise<string[]> {
  const rows = inputs.map((input) => ({ ...input, id: input.id ?? newId('comparison') }));
  const sql = `INSERT INTO comparisons (project_id, campaign_id, id, prompt, response_a, response_b, model_a, model_b, tags, gold, style, rating_count, created_at)
    SELECT ?2, ?3, value ->> 'id', value -> 'prompt', value ->> 'response_a', value ->> 'response_b',
      value ->> 'model_a', value ->> 'model_b', coalesce(value -> 'tags', '[]'), value ->> 'gold', nullif(value -> 'style', 'null'), 0, ?4
    FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`;
  await bulk(db, sql, rows, place.project_id, place.campaign_id, now).run();
  return rows.map((row) => row.id);
}

/** A campaign's comparisons, newest first. */
export async function listComparisons(db: D1Database, place: Place, page: PageRequest) {
  const mine = and(eq(comparisons.project_id, place.project_id), eq(comparisons.campaign_id, place.campaign_id));
  const where = and(mine, page.cursor ? lt(comparisons.id, page.cursor) : undefined);
  const rows = await orm(db)
    .select()
    .from(comparisons)
    .where(where)
    .orderBy(desc(comparisons.id))
    .limit(page.limit + 1);
  return toPage(
    rows.map(({ project_id: _, campaign_id: __, style: ___, ...row }) => ({
      ...row,
      prompt: row.prompt as Comparison['prompt'],
      gold: row.gold as Comparison['gold'],
    })),
    page.limit,
  );
}

/** What a rater sees of a comparison: no model names leave the database here. */
export type Shown = { id: string; prompt: Comparison['prompt']; response_a: string; response_b: string };

/** The texts of some comparisons, in no particular order. */
export async function readShown(db: D1Database, place: Place, ids: string[]): Promise<Shown[]> {
  const { results } = await bulk(
    db,
    `SELECT c.id, c.prompt, c.response_a, c.response_b FROM json_each(?1) wanted
     CROSS JOIN comparisons c ON c.project_id = ?2 AND c.campaign_id = ?3 AND c.id = wanted.value`,
    ids,
    place.project_id,
    place.campaign_id,
  ).all<Omit<Shown, 'prompt'> & { prompt: string }>();
  return results.map((row) => ({ ...row, prompt: JSON.parse(row.prompt) as Comparison['prompt'] }));
}

/** Where a comparison is, and whether it is of a single response. */
export type ComparisonPlace = { campaign_id: string; single: boolean };

/** The campaigns that comparisons of a project belong to, by comparison; an unknown one has none. */
export async function findCampaignsOf(
  db: D1Database,
  project_id: string,
  ids: string[],
): Promise<Map<string, ComparisonPlace[]>> {
  const { results } = await bulk(
    db,
    `SELECT DISTINCT c.id, c.campaign_id, c.model_b = '' AS single FROM json_each(?1) wanted
     CROSS JOIN comparisons c INDEXED BY comparisons_by_id ON c.project_id = ?2 AND c.id = wanted.value`,
    ids,
    project_id,
  ).all<{ id: string; campaign_id: string; single: number }>();
  const places = new Map<string, ComparisonPlace[]>();
  for (const { id, campaign_id, single } of results)
    places.set(id, [...(places.get(id) ?? []), { campaign_id, single: single === 1 }]);
  return places;
}

/** Which of the ids are comparisons of a campaign. */
export async function findKnown(db: D1Database, place: Place, ids: string[]): Promise<Set<string>> {
  const { results } = await bulk(
    db,
    `SELECT c.id FROM json_each(?1) wanted
     CROSS JOIN comparisons c ON c.project_id = ?2 AND c.campaign_id = ?3 AND c.id = wanted.value`,
    ids,
    place.project_id,
    place.campaign_id,
  ).all<{ id: string }>();
  return new Set(results.map(({ id }) => id));
}
