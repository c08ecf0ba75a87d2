type Place = { project_id: string; campaign_id: string };

/** How often each of two models was preferred over the other; model_a < model_b in code-point order. */
export type PairCount = { model_a: string; model_b: string; wins_a: number; wins_b: number; ties: number };

const watermark = 'coalesce((SELECT w.arrival FROM watermarks w WHERE w.project_id = ?1 AND w.campaign_id = ?2), 0)';
const epoch = 'coalesce((SELECT w.epoch FROM watermarks w WHERE w.project_id = ?1 AND w.campaign_id = ?2), 0)';
const next_ratings = `FROM ratings r WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.arrival > ${watermark} AND r.arrival <= ${watermark} + ?3`;

// One rating is counted once as the question's answer and once for each criterion it answers, each of them over all
// comparisons and again under every tag of its own. `both_bad` and `both_good` prefer neither and are no tie. Gold comparisons and
// scores of single responses compare no models: they count nowhere.
const add_counts = `WITH next AS MATERIALIZED (
    SELECT r.source, r.verified, r.held, r.model_left, r.model_right, r.choice, r.criteria, coalesce((SELECT c.tags FROM comparisons c
      WHERE c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = r.comparison_id), '[]') AS tags ${next_ratings}
      AND r.gold = 0 AND r.choice <> 'scored'
  ), answers AS (
    SELECT source, verified, held, model_left, model_right, tags, '' AS criterion, choice FROM next
    UNION ALL SELECT source, verified, held, model_left, model_right, tags, k.key, k.value FROM next, json_each(next.criteria) k
  ), cells AS (
    SELECT source, verified, held, model_left, model_right, criterion, choice, '' AS category FROM answers
    UNION ALL SELECT source, verified, held, model_left, model_right, criterion, choice, t.value FROM answers, json_each(answers.tags) t
  )
  INSERT INTO pair_counts (project_id, campaign_id, source, criterion, category, verified, held, model_a, model_b, wins_a, wins_b, ties, both_bad, both_good)
  SELECT ?1, ?2, source, criterion, category, verified, held, min(model_left, model_right) AS model_a, max(model_left, model_right) AS model_b,
    sum(choice = iif(model_left < model_right, 'left', 'right')), sum(choice = iif(model_left < model_right, 'right', 'left')),
    sum(choice = 'tie'), sum(choice = 'both_bad'), sum(choice = 'both_good')
  FROM cells WHERE true GROUP BY source, criterion, category, verified, held, 8, 9
  ON CONFLICT DO UPDATE SET wins_a = pair_counts.wins_a + excluded.wins_a, wins_b = pair_counts.wins_b + excluded.wins_b,
    ties = pair_counts.ties + excluded.ties, both_bad = pair_counts.both_bad + excluded.both_bad,
    both_good = pair_counts.both_good + excluded.both_good`;

const move_watermark = `INSERT INTO watermarks (project_id, campaign_id, arrival)
  SELECT ?1, ?2, arrival FROM (SELECT max(r.arrival) AS arrival ${next_ratings}) WHERE arrival IS NOT NULL
  ON CONFLICT (project_id, campaign_id) DO UPDATE SET arrival = excluded.arrival`;

const left_over = `SELECT count(*) AS waiting FROM (SELECT 1 FROM ratings r
  WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.arrival > ${watermark} LIMIT 1)`;

/**
 * Adds a campaign's ratings past the watermark to its pair counts. The watermark is read and moved inside one atomic batch, so two
 * folds at the same time never count a rating twice. @param step ratings a batch, which bounds how long one statement runs
 */
export async function foldRatings(db: D1Database, { project_id, campaign_id }: Place, step = 20_000): Promise<void> {
  for (let waiting = 1; waiting > 0; ) {
    const [, , rest] = await db.batch<{ waiting: number }>([
      db.prepare(add_counts).bind(project_id, campaign_id, step),
      db.prepare(move_watermark).bind(project_id, campaign_id, step),
      db.prepare(left_over).bind(project_id, campaign_id),
    ]);
    waiting = rest?.results[0]?.waiting ?? 0;
  }
}

/** Which cells a board sums. */
export type CellFilter = {
  source: string;
  criterion: string;
  category: string;
  verified_only: boolean;
  include_held: boolean;
};

/** A campaign's pair counts as a board's filters pick them, and up to where they hold. Pairs in the order of their names. */
export async function readPairCounts(
  db: D1Database,
  { project_id, campaign_id }: Place,
  filter: CellFilter,
): Promise<{ watermark: number; epoch: number; counts: PairCount[] }> {
  const { source, criterion, category, verified_only, include_held } = filter;
  const [mark, counts] = await db.batch([
    db.prepare(`SELECT ${watermark} AS arrival, ${epoch} AS epoch`).bind(project_id, campaign_id),
    db
      .prepare(
        `SELECT model_a, model_b, sum(wins_a) AS wins_a, sum(wins_b) AS wins_b, sum(ties) AS ties FROM pair_counts
         WHERE project_id = ?1 AND campaign_id = ?2 AND source = ?3 AND criterion = ?4 AND category = ?5 AND verified >= ?6 AND held <= ?7
         GROUP BY model_a, model_b HAVING sum(wins_a) + sum(wins_b) + sum(ties) > 0 ORDER BY model_a, model_b`,
      )
      .bind(project_id, campaign_id, source, criterion, category, Number(verified_only), Number(include_held)),
  ]);
  const at = mark?.results[0] as { arrival: number; epoch: number } | undefined;
  return { watermark: at?.arrival ?? 0, epoch: at?.epoch ?? 0, counts: (counts?.results ?? []) as PairCount[] };
}

/** The criteria that anybody answered in a campaign, by name. */
export async function readCriteria(db: D1Database, { project_id, campaign_id }: Place): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT criterion FROM pair_counts WHERE project_id = ?1 AND campaign_id = ?2 AND criterion <> '' ORDER BY criterion`,
    )
    .bind(project_id, campaign_id)
    .all<{ criterion: string }>();
  return results.map(({ criterion }) => criterion);
}

/** How often raters preferred neither of two models and called it no tie, in the cells that a filter picks. */
export async function countNeither(
  db: D1Database,
  { project_id, campaign_id }: Place,
  filter: CellFilter,
  models: [string, string],
): Promise<{ both_good: number; both_bad: number }> {
  const { source, criterion, category, verified_only, include_held } = filter;
  const [model_a, model_b] = models.toSorted((a, b) => (a < b ? -1 : 1));
  const row = await db
    .prepare(
      `SELECT coalesce(sum(both_good), 0) AS both_good, coalesce(sum(both_bad), 0) AS both_bad FROM pair_counts WHERE project_id = ?1 AND campaign_id = ?2 AND source = ?3
         AND criterion = ?4 AND category = ?5 AND verified >= ?6 AND held <= ?7 AND model_a = ?8 AND model_b = ?9`,
    )
    .bind(
      ...[project_id, campaign_id, source, criterion, category],
      ...[Number(verified_only), Number(include_held), model_a, model_b],
    )
    .first<{ both_good: number; both_bad: number }>();
  return row ?? { both_good: 0, both_bad: 0 };
}

/** The campaigns, of all projects, that have ratings past their watermark. */
export async function findUnfolded(db: D1Database, limit: number): Promise<Place[]> {
  const { results } = await db
    .prepare(
      `SELECT c.project_id, c.id AS campaign_id FROM campaigns c
       WHERE coalesce((SELECT max(r.arrival) FROM ratings r WHERE r.project_id = c.project_id AND r.campaign_id = c.id), 0)
         > coalesce((SELECT w.arrival FROM watermarks w WHERE w.project_id = c.project_id AND w.campaign_id = c.id), 0)
       LIMIT ?1`,
    )
    .bind(limit)
    .all<Place>();
  return results;
}
