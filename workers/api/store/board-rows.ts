import type { CellFilter, PairCount } from './pair-counts.ts';

type Place = { project_id: string; campaign_id: string };

/** A rating as a board reads it: choice by the filter's criterion, style as stored. */
export type RatedRow = {
  arrival: number;
  rater_id: string;
  comparison_id: string;
  model_left: string;
  model_right: string;
  choice: 'left' | 'right' | 'tie';
  /** Whether the left answer is the comparison's A. */
  straight: number;
  style: string | null;
};

const chosen = (filter: CellFilter) =>
  filter.criterion === '' ? 'r.choice' : '(SELECT k.value FROM json_each(r.criteria) k WHERE k.key = ?6)';
const picked = (filter: CellFilter) => `r.project_id = ?1 AND r.campaign_id = ?2 AND r.source = ?3
  AND r.verified >= ?4 AND r.held <= ?5 AND r.gold = 0 AND ?6 IS NOT NULL AND r.arrival <= ?8 AND ${chosen(filter)} IN ('left', 'right', 'tie')
  AND (?7 = '' OR EXISTS (SELECT 1 FROM comparisons t, json_each(t.tags) g
    WHERE t.project_id = ?1 AND t.campaign_id = ?2 AND t.id = r.comparison_id AND g.value = ?7))`;
const bound = ({ project_id, campaign_id }: Place, filter: CellFilter, watermark: number) => [
  ...[project_id, campaign_id, filter.source, Number(filter.verified_only), Number(filter.include_held)],
  ...[filter.criterion, filter.category, watermark],
];

/** Pair counts as they were at a watermark, from the ratings themselves. */
export async function countRatings(
  db: D1Database,
  place: Place,
  filter: CellFilter,
  watermark: number,
): Promise<PairCount[]> {
  const { results } = await db
    .prepare(
      `SELECT model_a, model_b, sum(choice = iif(straight, 'left', 'right')) AS wins_a, sum(choice = iif(straight, 'right', 'left')) AS wins_b,
         sum(choice = 'tie') AS ties FROM (
         SELECT min(r.model_left, r.model_right) AS model_a, max(r.model_left, r.model_right) AS model_b,
           r.model_left < r.model_right AS straight, ${chosen(filter)} AS choice FROM ratings r WHERE ${picked(filter)})
       GROUP BY model_a, model_b ORDER BY model_a, model_b`,
    )
    .bind(...bound(place, filter, watermark))
    .all<PairCount>();
  return results;
}

const page = 10_000;

/** Single ratings up to a watermark, in the order of arrival, a page at a time. */
export async function* readRows(
  db: D1Database,
  place: Place,
  filter: CellFilter,
  watermark: number,
  from = 0,
): AsyncGenerator<RatedRow[]> {
  for (let after = from; ; ) {
    const { results } = await db
      .prepare(
        `SELECT r.arrival, r.rater_id, r.comparison_id, r.model_left, r.model_right, ${chosen(filter)} AS choice,
           r.model_left = c.model_a AS straight, c.style AS style
         FROM ratings r LEFT JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = r.comparison_id
         WHERE ${picked(filter)} AND r.arrival > ?9 ORDER BY r.arrival LIMIT ?10`,
      )
      .bind(...bound(place, filter, watermark), after, page)
      .all<RatedRow>();
    if (results.length > 0) yield results;
    if (results.length < page) return;
    after = results.at(-1)?.arrival ?? watermark;
  }
}

/** The latest rating's arrival, folded or not; null where ratings were held or freed since the epoch. */
export async function latestArrival(
  db: D1Database,
  { project_id, campaign_id }: Place,
  epoch: number,
): Promise<number | null> {
  const row = await db
    .prepare(
      `SELECT coalesce((SELECT w.epoch FROM watermarks w WHERE w.project_id = ?1 AND w.campaign_id = ?2), 0) AS epoch,
         coalesce((SELECT max(r.arrival) FROM ratings r WHERE r.project_id = ?1 AND r.campaign_id = ?2), 0) AS arrival`,
    )
    .bind(project_id, campaign_id)
    .first<{ epoch: number; arrival: number }>();
  return row?.epoch === epoch ? row.arrival : null;
}

/** Every model that was ever rated, by people or judges, with how many of people's ratings it was shown in. By name. */
export async function readScoredModels(
  db: D1Database,
  { project_id, campaign_id }: Place,
): Promise<{ model: string; ratings: number; retired_at: number | null }[]> {
  const games = `iif(source = 'people', wins_a + wins_b + ties + both_bad + both_good, 0)`;
  const { results } = await db
    .prepare(
      `WITH cells AS (SELECT * FROM pair_counts WHERE project_id = ?1 AND campaign_id = ?2 AND criterion = '' AND category = '')
       SELECT model, sum(games) AS ratings, (SELECT t.created_at FROM retirements t
           WHERE t.project_id = ?1 AND t.campaign_id = ?2 AND t.model = m.model) AS retired_at
       FROM (SELECT model_a AS model, ${games} AS games FROM cells UNION ALL SELECT model_b, ${games} FROM cells) m
       GROUP BY model ORDER BY model`,
    )
    .bind(project_id, campaign_id)
    .all<{ model: string; ratings: number; retired_at: number | null }>();
  return results;
}
