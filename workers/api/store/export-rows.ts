import type { CampaignExportQuery } from '../../../schema/contracts/campaign-exports.ts';
import type { Comparison, Rating } from '../../../schema/contracts/campaigns.ts';

type Place = { project_id: string; campaign_id: string };
type Filter = Pick<CampaignExportQuery, 'source' | 'held' | 'verified_only' | 'criterion'>;

/** One vote on a comparison, by its own sides: for a or b, or neither; a score where one response was rated. */
export type Vote = {
  choice: 'a' | 'b' | 'tie' | 'both_good' | 'both_bad' | 'scored';
  strength: number | null;
  score: number | null;
};
/** A comparison's texts with votes on it. */
export type Voted = Pick<Comparison, 'id' | 'prompt' | 'response_a' | 'response_b' | 'model_a' | 'model_b'> & {
  rating_id: string | null;
  votes: Vote[];
};
/** A rating with the order shown, as exported. */
export type RatingRow = Rating & {
  arrival: number;
  shown_first: 'a' | 'b';
  tags: string[];
  rater_accuracy: number | null;
  rater_quality: number | null;
};

const ratings_a_page = 1000;
// Texts are up to 200,000 characters each: a page of them must fit a Worker's memory.
const texts_a_page = 25;

// ?1 project, ?2 campaign, ?3 after, ?4 limit, ?5 source, ?6 and ?7 which of held, ?8 verified, ?9 criterion.
const picked = `r.project_id = ?1 AND r.campaign_id = ?2 AND (?5 = 'all' OR r.source = ?5) AND r.held BETWEEN ?6 AND ?7 AND r.verified >= ?8`;
const bound =
  ({ project_id, campaign_id }: Place, { source, held, verified_only, criterion }: Filter) =>
  (after: string | number, limit: number) => [
    ...[project_id, campaign_id, after, limit, source],
    ...[Number(held === 'only'), Number(held !== 'exclude'), Number(verified_only === 'true'), criterion],
  ];

const chosen = `CASE ?9 WHEN '' THEN r.choice ELSE (SELECT k.value FROM json_each(r.criteria) k WHERE k.key = ?9) END`;
/** A choice by the comparison's own sides. */
const side = (choice: string) =>
  `CASE ${choice} WHEN 'left' THEN iif(r.model_left = c.model_a, 'a', 'b') WHEN 'right' THEN iif(r.model_left = c.model_a, 'b', 'a') ELSE ${choice} END`;
const vote = `json_object('choice', ${side(`(${chosen})`)}, 'strength', iif(?9 = '', r.strength, NULL), 'score', r.score)`;
const texts = 'c.id, c.prompt, c.response_a, c.response_b, c.model_a, c.model_b';

type Cursor = { place: string | number };

async function* pages<Row extends Cursor>(
  db: D1Database,
  sql: string,
  start: string | number,
  limit: number,
  bind: (after: string | number, limit: number) => (string | number)[],
): AsyncGenerator<Row[], undefined> {
  for (let after: string | number | undefined = start; after !== undefined; ) {
    const { results }: D1Result<Row> = await db
      .prepare(sql)
      .bind(...bind(after, limit))
      .all<Row>();
    if (results.length > 0) yield results;
    after = results.length < limit ? undefined : results.at(-1)?.place;
  }
  return undefined;
}

/** A campaign's ratings in the order of arrival, gold ones marked, a page at a time. */
export async function* exportedRatings(db: D1Database, place: Place, filter: Filter): AsyncGenerator<RatingRow[]> {
  const sql = `SELECT r.arrival AS place, r.arrival, r.id, r.comparison_id, r.rater_id, r.choice, r.strength, r.score, r.model_left, r.model_right,
      r.winner, r.criteria, r.reasons, r.source, r.verified, r.held, r.gold, r.probability, r.duration_ms, r.comment, r.created_at,
      iif(r.model_left = c.model_a, 'a', 'b') AS shown_first, c.tags,
      q.figures ->> 'accuracy' AS rater_accuracy, q.figures ->> 'quality' AS rater_quality
    FROM ratings r CROSS JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = r.comparison_id
    LEFT JOIN rater_quality q ON q.project_id = ?1 AND q.campaign_id = ?2 AND q.rater_id = r.rater_id
    WHERE ${picked} AND r.arrival > ?3 AND ?9 IS NOT NULL ORDER BY r.arrival LIMIT ?4`;
  type Raw = Cursor &
    Omit<RatingRow, 'criteria' | 'reasons' | 'tags'> & { criteria: string; reasons: string; tags: string };
  for await (const rows of pages<Raw>(db, sql, 0, ratings_a_page, bound(place, filter)))
    yield rows.map(({ place: _, criteria, reasons, tags, verified, held, gold, ...row }) => ({
      ...row,
      ...{ criteria: JSON.parse(criteria), reasons: JSON.parse(reasons), tags: JSON.parse(tags) },
      ...{ verified: Boolean(verified), held: Boolean(held), gold: Boolean(gold) },
    }));
}

/** Comparisons with the votes on them, in the order of ids, or each vote alone in the order of arrival; gold ones are left out. */
export async function* exportedVotes(
  db: D1Database,
  place: Place,
  filter: Filter,
  by: CampaignExportQuery['by'],
): AsyncGenerator<Voted[]> {
  const by_comparison = `SELECT c.id AS place, ${texts}, NULL AS rating_id, (SELECT json_group_array(json(${vote})) FROM ratings r INDEXED BY ratings_by_comparison
      WHERE ${picked} AND r.comparison_id = c.id AND ${chosen} IS NOT NULL) AS votes
    FROM comparisons c WHERE c.project_id = ?1 AND c.campaign_id = ?2 AND c.id > ?3 AND c.gold IS NULL ORDER BY c.id LIMIT ?4`;
  const by_rating = `SELECT r.arrival AS place, ${texts}, r.id AS rating_id, json_array(json(${vote})) AS votes
    FROM ratings r CROSS JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = r.comparison_id
    WHERE ${picked} AND r.gold = 0 AND ${chosen} IS NOT NULL AND r.arrival > ?3 ORDER BY r.arrival LIMIT ?4`;
  type Raw = Cursor & Omit<Voted, 'prompt' | 'votes'> & { prompt: string; votes: string };
  const [sql, start] = by === 'rating' ? [by_rating, 0] : [by_comparison, ''];
  for await (const rows of pages<Raw>(db, sql, start, texts_a_page, bound(place, filter)))
    yield rows.map(({ place: _, prompt, votes, ...row }) => ({
      ...row,
      prompt: JSON.parse(prompt),
      votes: JSON.parse(votes),
    }));
}

/** How often each of two models was preferred, and how often neither; model_a < model_b in code-point order. */
export type PairRow = {
  model_a: string;
  model_b: string;
  wins_a: number;
  wins_b: number;
  ties: number;
  both_good: number;
  both_bad: number;
};

/** The pairs of models that met, counted from the ratings themselves. */
export async function exportedPairs(db: D1Database, place: Place, filter: Filter): Promise<PairRow[]> {
  const { results } = await db
    .prepare(
      `SELECT model_a, model_b, sum(choice = iif(straight, 'left', 'right')) AS wins_a, sum(choice = iif(straight, 'right', 'left')) AS wins_b,
         sum(choice = 'tie') AS ties, sum(choice = 'both_good') AS both_good, sum(choice = 'both_bad') AS both_bad FROM (
         SELECT min(r.model_left, r.model_right) AS model_a, max(r.model_left, r.model_right) AS model_b,
           r.model_left < r.model_right AS straight, ${chosen} AS choice FROM ratings r
         WHERE ${picked} AND r.gold = 0 AND r.choice <> 'scored' AND ?3 = '' AND ?4 = 0)
       WHERE choice IS NOT NULL GROUP BY model_a, model_b ORDER BY model_a, model_b`,
    )
    .bind(...bound(place, filter)('', 0))
    .all<PairRow>();
  return results;
}
