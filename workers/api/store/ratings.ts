import { and, desc, eq, lt } from 'drizzle-orm';
import type { Rating, RatingMessage } from '../../../schema/contracts/campaigns.ts';
import { ratings } from '../../../schema/tables.ts';
import { bulk, orm } from './db.ts';
import { numberCursor, type PageRequest } from './page.ts';

const incoming_columns = [
  ...['project_id', 'campaign_id', 'id', 'comparison_id', 'rater_id', 'flipped', 'choice', 'source', 'verified'],
  ...['probability', 'duration_ms', 'comment', 'created_at'],
];

/** The ratings of a batch that are not stored yet, with the models they were about. */
const fresh = `WITH incoming AS (
    SELECT key AS ordinal, ${incoming_columns.map((name) => `value ->> '${name}' AS ${name}`).join(', ')}, value -> 'criteria' AS given FROM json_each(?1)
  ), fresh AS (
    SELECT i.*, iif(i.flipped, c.model_b, c.model_a) AS model_left, iif(i.flipped, c.model_a, c.model_b) AS model_right,
      coalesce((SELECT json_group_object(k.key, k.value) FROM json_each(i.given) k WHERE k.key IN (
        SELECT n.value FROM campaigns m, json_each(m.criteria) n WHERE m.project_id = i.project_id AND m.id = i.campaign_id)), '{}') AS criteria
    FROM incoming i CROSS JOIN comparisons c ON c.project_id = i.project_id AND c.campaign_id = i.campaign_id AND c.id = i.comparison_id
    WHERE NOT EXISTS (SELECT 1 FROM ratings r WHERE r.project_id = i.project_id AND r.campaign_id = i.campaign_id
      AND r.rater_id = i.rater_id AND r.comparison_id = i.comparison_id)
  )`;

const count_fresh = `${fresh} UPDATE comparisons SET rating_count = rating_count + n.ratings
  FROM (SELECT project_id, campaign_id, comparison_id, count(*) AS ratings FROM fresh WHERE source = 'people' GROUP BY 1, 2, 3) n
  WHERE comparisons.project_id = n.project_id AND comparisons.campaign_id = n.campaign_id AND comparisons.id = n.comparison_id`;

// D1 runs one statement at a time, so nobody else takes the arrivals between max(arrival) and the insert.
const insert_fresh = `${fresh} INSERT INTO ratings
    (project_id, campaign_id, id, comparison_id, rater_id, choice, model_left, model_right, winner,
      criteria, source, verified, probability, duration_ms, comment, created_at, arrival)
  SELECT project_id, campaign_id, id, comparison_id, rater_id, choice, model_left, model_right,
    CASE choice WHEN 'left' THEN model_left WHEN 'right' THEN model_right END,
    criteria, source, verified, probability, duration_ms, comment, created_at,
    coalesce((SELECT max(r.arrival) FROM ratings r WHERE r.project_id = fresh.project_id AND r.campaign_id = fresh.campaign_id), 0)
      + row_number() OVER (PARTITION BY project_id, campaign_id ORDER BY ordinal)
  FROM fresh WHERE true ON CONFLICT DO NOTHING`;

/**
 * Writes a batch of ratings of any campaigns at once. One that is stored already, or that a rater repeats, changes nothing:
 * the first stands. @returns how many were new
 */
export async function insertRatings(db: D1Database, messages: RatingMessage[]): Promise<number> {
  const rows = [...new Map(messages.toReversed().map((message) => [message.id, message])).values()].toReversed();
  const [, inserted] = await db.batch([bulk(db, count_fresh, rows), bulk(db, insert_fresh, rows)]);
  return inserted?.meta.changes ?? 0;
}

/** A campaign's ratings, latest arrival first. */
export async function listRatings(
  db: D1Database,
  place: { project_id: string; campaign_id: string },
  page: PageRequest,
) {
  const before = numberCursor(page.cursor);
  const mine = and(eq(ratings.project_id, place.project_id), eq(ratings.campaign_id, place.campaign_id));
  const where = and(mine, before === null ? undefined : lt(ratings.arrival, before));
  const rows = await orm(db)
    .select()
    .from(ratings)
    .where(where)
    .orderBy(desc(ratings.arrival))
    .limit(page.limit + 1);
  const shown = rows.slice(0, page.limit);
  const next_cursor = rows.length > page.limit ? String(shown.at(-1)?.arrival) : null;
  const data = shown.map(({ project_id: _, campaign_id: __, arrival: ___, ...row }) => ({
    ...row,
    choice: row.choice as Rating['choice'],
    criteria: row.criteria as Rating['criteria'],
    source: row.source as Rating['source'],
  }));
  return { data, next_cursor };
}
