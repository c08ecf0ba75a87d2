import { and, desc, eq, lt } from 'drizzle-orm';
import type { Rating } from '../../../schema/contracts/campaigns.ts';
import { ratings } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { numberCursor, type PageRequest } from './page.ts';
import { publicRating } from './ratings.ts';

type Place = { project_id: string; campaign_id: string };

const own = 'r.project_id = ?1 AND r.campaign_id = ?2 AND r.rater_id = ?3';

/** How many ratings a rater made in a campaign, and the time they took. */
export async function sumOwn(
  db: D1Database,
  place: Place,
  rater_id: string,
): Promise<{ rated: number; time_ms: number }> {
  const row = await db
    .prepare(`SELECT count(*) AS rated, coalesce(sum(r.duration_ms), 0) AS time_ms FROM ratings r WHERE ${own}`)
    .bind(place.project_id, place.campaign_id, rater_id)
    .first<{ rated: number; time_ms: number }>();
  return row ?? { rated: 0, time_ms: 0 };
}

/** Whether a rater's ratings of gold comparisons gave the known answer, in the order of arrival. */
export async function readOwnGold(db: D1Database, place: Place, rater_id: string): Promise<boolean[]> {
  const { results } = await db
    .prepare(
      `SELECT c.gold = CASE WHEN r.score IS NOT NULL THEN CAST(r.score AS TEXT) WHEN r.choice NOT IN ('left', 'right') THEN r.choice
         WHEN r.winner = c.model_a THEN 'a' ELSE 'b' END AS passed
       FROM ratings r CROSS JOIN comparisons c ON c.project_id = r.project_id AND c.campaign_id = r.campaign_id AND c.id = r.comparison_id
       WHERE ${own} AND r.gold = 1 ORDER BY r.arrival`,
    )
    .bind(place.project_id, place.campaign_id, rater_id)
    .all<{ passed: number }>();
  return results.map(({ passed }) => passed === 1);
}

/** A rater's ratings in a campaign, latest arrival first. */
export async function listOwn(
  db: D1Database,
  place: Place,
  rater_id: string,
  page: PageRequest,
): Promise<{ data: Rating[]; next_cursor: string | null }> {
  const before = numberCursor(page.cursor);
  const mine = [eq(ratings.project_id, place.project_id), eq(ratings.campaign_id, place.campaign_id)];
  const rows = await orm(db)
    .select()
    .from(ratings)
    .where(and(...mine, eq(ratings.rater_id, rater_id), before === null ? undefined : lt(ratings.arrival, before)))
    .orderBy(desc(ratings.arrival))
    .limit(page.limit + 1);
  const data = rows.slice(0, page.limit);
  return { data: data.map(publicRating), next_cursor: rows.length > page.limit ? String(data.at(-1)?.arrival) : null };
}
