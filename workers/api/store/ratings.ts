import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { Rating, RatingMessage } from '../../../schema/contracts/campaigns.ts';
import type { RatedComparison } from '../../../schema/contracts/leaderboard-reads.ts';
import { comparisons, ratings } from '../../../schema/tables.ts';
import { bulk, orm } from './db.ts';
import { numberCursor, type PageRequest } from './page.ts';

type Place = { project_id: string; campaign_id: string };

const incoming_columns = [
  ...['project_id', 'campaign_id', 'id', 'comparison_id', 'rater_id', 'flipped', 'choice', 'source', 'verified'],
  ...['strength', 'score', 'network', 'probability', 'duration_ms', 'comment', 'created_at'],
];

/** The ratings of a batch that are not stored yet, with the models they were about. */
const fresh = `WITH incoming AS (
    SELECT key AS ordinal, ${incoming_columns.map((name) => `value ->> '${name}' AS ${name}`).join(', ')}, value -> 'criteria' AS given,
      value -> 'reasons' AS ticked FROM json_each(?1)
  ), fresh AS (
    SELECT i.*, iif(i.flipped, c.model_b, c.model_a) AS model_left, iif(i.flipped, c.model_a, c.model_b) AS model_right,
      c.gold IS NOT NULL AS gold,
      coalesce((SELECT json_group_object(k.key, k.value) FROM json_each(i.given) k WHERE k.key IN (
        SELECT n.value FROM campaigns m, json_each(m.criteria) n WHERE m.project_id = i.project_id AND m.id = i.campaign_id)), '{}') AS criteria,
      (SELECT json_group_array(k.value) FROM json_each(coalesce(i.ticked, '[]')) k WHERE k.value IN (SELECT n.value FROM campaigns m,
        json_each(m.settings, '$.reasons') n WHERE m.project_id = i.project_id AND m.id = i.campaign_id)) AS reasons
    FROM incoming i CROSS JOIN comparisons c ON c.project_id = i.project_id AND c.campaign_id = i.campaign_id AND c.id = i.comparison_id
    WHERE NOT EXISTS (SELECT 1 FROM ratings r WHERE r.project_id = i.project_id AND r.campaign_id = i.campaign_id
      AND r.rater_id = i.rater_id AND r.comparison_id = i.comparison_id)
  )`;

const count_fresh = `${fresh} UPDATE comparisons SET rating_count = rating_count + n.ratings
  FROM (SELECT project_id, campaign_id, comparison_id, count(*) AS ratings FROM fresh WHERE source = 'people' GROUP BY 1, 2, 3) n
  WHERE comparisons.project_id = n.project_id AND comparisons.campaign_id = n.campaign_id AND comparisons.id = n.comparison_id`;

// D1 runs one statement at a time, so nobody else takes the arrivals between max(arrival) and the insert.
const insert_fresh = `${fresh} INSERT INTO ratings
    (project_id, campaign_id, id, comparison_id, rater_id, choice, strength, score, model_left, model_right, winner,
      criteria, reasons, network, source, gold, verified, probability, duration_ms, comment, created_at, arrival)
  SELECT project_id, campaign_id, id, comparison_id, rater_id, choice, strength, score, model_left, model_right,
    CASE choice WHEN 'left' THEN model_left WHEN 'right' THEN model_right END,
    criteria, reasons, coalesce(network, ''), source, gold, verified, probability, duration_ms, comment, created_at,
    coalesce((SELECT max(r.arrival) FROM ratings r WHERE r.project_id = fresh.project_id AND r.campaign_id = fresh.campaign_id), 0)
      + row_number() OVER (PARTITION BY project_id, campaign_id ORDER BY ordinal)
  FROM fresh WHERE true ON CONFLICT DO NOTHING RETURNING id`;

/**
 * Statements that write ratings of any campaigns at once; run together they change all or nothing. One that is stored already, or that
 * a rater repeats, changes nothing: the first stands.
 */
export function ratingStatements(db: D1Database, messages: RatingMessage[]): D1PreparedStatement[] {
  const rows = [...new Map(messages.toReversed().map((message) => [message.id, message])).values()].toReversed();
  return rows.length === 0 ? [] : [bulk(db, count_fresh, rows), bulk(db, insert_fresh, rows)];
}

/** Writes a batch of ratings. @returns the ids of those that are new */
export async function insertRatings(db: D1Database, messages: RatingMessage[]): Promise<string[]> {
  const [, inserted] = await db.batch<{ id: string }>(ratingStatements(db, messages));
  return (inserted?.results ?? []).map(({ id }) => id);
}

/** A stored rating as the API shows it. */
export const publicRating = ({
  project_id: _,
  campaign_id: __,
  arrival: ___,
  network: ____,
  ...row
}: typeof ratings.$inferSelect): Rating => ({
  ...row,
  choice: row.choice as Rating['choice'],
  criteria: row.criteria as Rating['criteria'],
  source: row.source as Rating['source'],
});

const cursorOf = (rows: { arrival: number }[], limit: number) =>
  rows.length > limit ? String(rows[limit - 1]?.arrival) : null;

/** A campaign's ratings, latest arrival first. */
export async function listRatings(db: D1Database, place: Place, page: PageRequest) {
  const before = numberCursor(page.cursor);
  const mine = and(eq(ratings.project_id, place.project_id), eq(ratings.campaign_id, place.campaign_id));
  const where = and(mine, before === null ? undefined : lt(ratings.arrival, before));
  const rows = await orm(db)
    .select()
    .from(ratings)
    .where(where)
    .orderBy(desc(ratings.arrival))
    .limit(page.limit + 1);
  return { data: rows.slice(0, page.limit).map(publicRating), next_cursor: cursorOf(rows, page.limit) };
}

/** The ratings of two models' comparisons from one source, with what was compared, latest arrival first. */
export async function listRatedComparisons(
  db: D1Database,
  place: Place,
  { source, models }: { source: string; models: [string, string] },
  page: PageRequest,
): Promise<{ data: RatedComparison[]; next_cursor: string | null }> {
  const before = numberCursor(page.cursor);
  const pair = or(
    and(eq(ratings.model_left, models[0]), eq(ratings.model_right, models[1])),
    and(eq(ratings.model_left, models[1]), eq(ratings.model_right, models[0])),
  );
  const mine = and(eq(ratings.project_id, place.project_id), eq(ratings.campaign_id, place.campaign_id));
  const rows = await orm(db)
    .select()
    .from(ratings)
    .innerJoin(
      comparisons,
      and(
        eq(comparisons.project_id, ratings.project_id),
        eq(comparisons.campaign_id, ratings.campaign_id),
        eq(comparisons.id, ratings.comparison_id),
      ),
    )
    .where(
      and(
        mine,
        pair,
        eq(ratings.source, source),
        eq(ratings.gold, false),
        before === null ? undefined : lt(ratings.arrival, before),
      ),
    )
    .orderBy(desc(ratings.arrival))
    .limit(page.limit + 1);
  const data = rows.slice(0, page.limit).map(({ ratings: rating, comparisons: compared }) => {
    const { project_id: _, campaign_id: __, style: ___, ...comparison } = compared;
    return {
      rating: publicRating(rating),
      comparison: {
        ...comparison,
        prompt: comparison.prompt as RatedComparison['comparison']['prompt'],
        gold: comparison.gold as RatedComparison['comparison']['gold'],
      },
    };
  });
  return {
    data,
    next_cursor: cursorOf(
      rows.map(({ ratings: rating }) => rating),
      page.limit,
    ),
  };
}

/** How many of these ratings are stored already: of the same rater and comparison. */
export async function countStored(db: D1Database, place: Place, messages: RatingMessage[]): Promise<number> {
  const row = await bulk(
    db,
    `SELECT count(*) AS stored FROM json_each(?1) given CROSS JOIN ratings r ON r.project_id = ?2 AND r.campaign_id = ?3
       AND r.rater_id = given.value ->> 'rater_id' AND r.comparison_id = given.value ->> 'comparison_id'`,
    messages,
    place.project_id,
    place.campaign_id,
  ).first<{ stored: number }>();
  return row?.stored ?? 0;
}

/**
 * Holds back or frees all ratings of a rater so far, and has the campaign counted anew where that changes its counts.
 * @returns how many ratings changed
 */
export async function holdRater(db: D1Database, place: Place, rater_id: string, held: boolean): Promise<number> {
  const { project_id, campaign_id } = place;
  const of_rater = 'project_id = ?1 AND campaign_id = ?2 AND rater_id = ?3 AND held <> ?4';
  const changes = `EXISTS (SELECT 1 FROM ratings WHERE ${of_rater})`;
  // In this order: afterwards nothing tells that there was a change.
  const results = await db.batch(
    [
      `DELETE FROM pair_counts WHERE project_id = ?1 AND campaign_id = ?2 AND ${changes}`,
      `UPDATE watermarks SET arrival = 0, epoch = epoch + 1 WHERE project_id = ?1 AND campaign_id = ?2 AND ${changes}`,
      `UPDATE ratings SET held = ?4 WHERE ${of_rater}`,
    ].map((sql) => db.prepare(sql).bind(project_id, campaign_id, rater_id, Number(held))),
  );
  return results.at(-1)?.meta.changes ?? 0;
}
