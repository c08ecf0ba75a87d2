import { has_room } from './reservations.ts';

type Place = { project_id: string; campaign_id: string };

/** Who rates, and how many ratings of each comparison are wanted. */
export type Rating = Place & { rater_id: string; overlap: number };
/** Who asks for comparisons, and when. */
export type Asking = Rating & { now: number };

/** A comparison that a rater may be handed: how often it was rated, and nothing that is long. */
export type Candidate = { id: string; rating_count: number };

// In each statement ?1 is the project, ?2 the campaign, ?3 the rater, ?4 the overlap and ?5 the time.
const mine = (alias: string) => `${alias}.project_id = ?1 AND ${alias}.campaign_id = ?2`;
const retired = `(SELECT t.model FROM retirements t WHERE ${mine('t')})`;
/** Neither of a comparison's models is retired. */
const in_use = (alias: string) => `${alias}.model_a NOT IN ${retired} AND ${alias}.model_b NOT IN ${retired}`;
/** More ratings of it are wanted. */
const wanted = (alias: string) => `${alias}.gold IS NULL AND ${alias}.rating_count < ?4 AND ${in_use(alias)}`;
/** The rater has neither rated, skipped nor reported it. */
const unseen = (alias: string) =>
  `NOT EXISTS (SELECT 1 FROM ratings r WHERE ${mine('r')} AND r.rater_id = ?3 AND r.comparison_id = ${alias}.id)
     AND NOT EXISTS (SELECT 1 FROM skips s WHERE ${mine('s')} AND s.rater_id = ?3 AND s.comparison_id = ${alias}.id)`;
/** Of the ratings that are wanted, others hold fewer. */
const with_room = (alias: string) => `${wanted(alias)} AND ${has_room(alias, { rater: 3, overlap: 4, now: 5 })}`;
const bound = ({ project_id, campaign_id, rater_id, overlap }: Rating) => [project_id, campaign_id, rater_id, overlap];

/** The least-rated comparisons that still need ratings and that this rater has not seen to. */
export async function findCandidates(db: D1Database, asking: Asking, limit: number): Promise<Candidate[]> {
  const { results } = await db
    .prepare(
      `SELECT c.id, c.rating_count FROM comparisons c INDEXED BY comparisons_by_need
       WHERE ${mine('c')} AND ${with_room('c')} AND ${unseen('c')} ORDER BY c.rating_count, c.id LIMIT ?6`,
    )
    .bind(...bound(asking), asking.now, limit)
    .all<Candidate>();
  return results;
}

/** Of each pair of models the least-rated such comparisons, in the order of the pairs. */
export async function findCandidatesOf(
  db: D1Database,
  asking: Asking,
  pairs: [string, string][],
  limit: number,
): Promise<Candidate[][]> {
  // A comparison may name the two in either order.
  const sides = pairs.flatMap(([a, b]) => [[a, b], ...(a === b ? [] : [[b, a]])]);
  const { results } = await db
    .prepare(
      `SELECT p.value ->> 0 AS one, p.value ->> 1 AS other, (SELECT json_group_array(json_array(id, rating_count)) FROM (
         SELECT c.id, c.rating_count FROM comparisons c INDEXED BY comparisons_by_pair
         WHERE ${mine('c')} AND c.model_a = p.value ->> 0 AND c.model_b = p.value ->> 1 AND ${with_room('c')} AND ${unseen('c')}
         ORDER BY c.rating_count LIMIT ?6)) AS found FROM json_each(?7) p`,
    )
    .bind(...bound(asking), asking.now, limit, JSON.stringify(sides))
    .all<{ one: string; other: string; found: string }>();
  const by_side = new Map(
    results.map(({ one, other, found }) => [
      JSON.stringify([one, other]),
      (JSON.parse(found) as [string, number][]).map(([id, rating_count]) => ({ id, rating_count })),
    ]),
  );
  const at = (side: string[]) => by_side.get(JSON.stringify(side)) ?? [];
  return pairs.map(([a, b]) => (a === b ? at([a, b]) : [...at([a, b]), ...at([b, a])]));
}

/** Comparisons with a known answer that this rater has not seen to. */
export async function findGold(db: D1Database, asking: Asking, limit: number): Promise<Candidate[]> {
  const { results } = await db
    .prepare(
      `SELECT c.id, 0 AS rating_count FROM comparisons c INDEXED BY comparisons_gold
       WHERE ${mine('c')} AND c.gold IS NOT NULL AND ?4 > 0 AND ?5 > 0 AND ${unseen('c')} LIMIT ?6`,
    )
    .bind(...bound(asking), asking.now, limit)
    .all<Candidate>();
  return results;
}

/** How many comparisons still need ratings, whoever asks, and how many have a known answer. */
export async function countOpen(
  db: D1Database,
  { project_id, campaign_id, overlap }: Rating,
): Promise<{ open: number; gold: number }> {
  const row = await db
    .prepare(
      `SELECT (SELECT count(*) FROM comparisons o INDEXED BY comparisons_by_pair WHERE ${mine('o')} AND ${wanted('o')}) AS open,
         (SELECT count(*) FROM comparisons g INDEXED BY comparisons_gold WHERE ${mine('g')} AND g.gold IS NOT NULL) AS gold`,
    )
    .bind(project_id, campaign_id, null, overlap)
    .first<{ open: number; gold: number }>();
  return row ?? { open: 0, gold: 0 };
}

/** What a rater has seen to: `rated` in all, `ordinary` of them without a known answer, and how many still need other raters. */
export async function countSeen(
  db: D1Database,
  asking: Rating,
): Promise<{ rated: number; ordinary: number; still_open: number }> {
  const row = await db
    .prepare(
      `WITH seen AS (
         SELECT r.comparison_id, 1 AS rated FROM ratings r WHERE ${mine('r')} AND r.rater_id = ?3
         UNION ALL SELECT s.comparison_id, 0 FROM skips s WHERE ${mine('s')} AND s.rater_id = ?3 AND NOT EXISTS (
           SELECT 1 FROM ratings r WHERE ${mine('r')} AND r.rater_id = ?3 AND r.comparison_id = s.comparison_id))
       SELECT coalesce(sum(rated), 0) AS rated, coalesce(sum(rated AND c.gold IS NULL), 0) AS ordinary,
         count(*) FILTER (WHERE ${wanted('c')}) AS still_open
       FROM seen CROSS JOIN comparisons c ON ${mine('c')} AND c.id = seen.comparison_id`,
    )
    .bind(...bound(asking))
    .first<{ rated: number; ordinary: number; still_open: number }>();
  return row ?? { rated: 0, ordinary: 0, still_open: 0 };
}

/** The pairs of models with comparisons that still need ratings; null where there are more than `limit` pairs of models. */
export async function listOpenPairs(
  db: D1Database,
  { project_id, campaign_id }: Place,
  overlap: number,
  limit: number,
): Promise<[string, string][] | null> {
  // From pair to pair along the index, whose first row of a pair is its least rated: comparisons are not read one by one.
  const next = (after: string) => `(SELECT json_array(c.model_a, c.model_b, c.rating_count)
    FROM comparisons c INDEXED BY comparisons_by_pair WHERE ${mine('c')} AND c.gold IS NULL${after}
    ORDER BY c.model_a, c.model_b, c.rating_count LIMIT 1)`;
  const { results } = await db
    .prepare(
      `WITH RECURSIVE pairs (pair) AS (
         SELECT ${next('')}
         UNION ALL SELECT ${next(' AND (c.model_a, c.model_b) > (pairs.pair ->> 0, pairs.pair ->> 1)')} FROM pairs WHERE pair IS NOT NULL
         LIMIT ?3)
       SELECT pair ->> 0 AS model_a, pair ->> 1 AS model_b, pair ->> 2 < ?4 AS needed FROM pairs WHERE pair IS NOT NULL
         AND pair ->> 0 NOT IN ${retired} AND pair ->> 1 NOT IN ${retired}`,
    )
    .bind(project_id, campaign_id, limit + 1, overlap)
    .all<{ model_a: string; model_b: string; needed: number }>();
  if (results.length > limit) return null;
  return results.flatMap(({ model_a, model_b, needed }) => (needed ? [[model_a, model_b] as [string, string]] : []));
}
