type Place = { project_id: string; campaign_id: string };

/** How often each of two models was preferred over the other; model_a < model_b in code-point order. */
export type PairCount = { model_a: string; model_b: string; wins_a: number; wins_b: number; ties: number };

const watermark = 'coalesce((SELECT w.arrival FROM watermarks w WHERE w.project_id = ?1 AND w.campaign_id = ?2), 0)';
const next_ratings = `FROM ratings r WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.arrival > ${watermark} AND r.arrival <= ${watermark} + ?3`;

// `both_bad` prefers neither and is no tie: it moves the watermark but counts for no pair.
const add_counts = `INSERT INTO pair_counts (project_id, campaign_id, model_a, model_b, wins_a, wins_b, ties)
  SELECT ?1, ?2, model_a, model_b, sum(winner IS model_a), sum(winner IS model_b), sum(choice = 'tie')
  FROM (SELECT min(model_left, model_right) AS model_a, max(model_left, model_right) AS model_b, winner, choice
    ${next_ratings} AND r.choice <> 'both_bad')
  WHERE true GROUP BY model_a, model_b
  ON CONFLICT (project_id, campaign_id, model_a, model_b) DO UPDATE SET wins_a = pair_counts.wins_a + excluded.wins_a,
    wins_b = pair_counts.wins_b + excluded.wins_b, ties = pair_counts.ties + excluded.ties`;

const move_watermark = `INSERT INTO watermarks (project_id, campaign_id, arrival)
  SELECT ?1, ?2, arrival FROM (SELECT max(r.arrival) AS arrival ${next_ratings}) WHERE arrival IS NOT NULL
  ON CONFLICT (project_id, campaign_id) DO UPDATE SET arrival = excluded.arrival`;

const left_over = `SELECT count(*) AS waiting FROM (SELECT 1 FROM ratings r
  WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.arrival > ${watermark} LIMIT 1)`;

/**
 * Adds a campaign's ratings past the watermark to its pair counts. The watermark is read and moved inside one atomic batch, so two
 * folds at the same time never count a rating twice. @param step ratings a batch, which bounds how long one statement runs
 */
export async function foldRatings(db: D1Database, { project_id, campaign_id }: Place, step = 50_000): Promise<void> {
  for (let waiting = 1; waiting > 0; ) {
    const [, , rest] = await db.batch<{ waiting: number }>([
      db.prepare(add_counts).bind(project_id, campaign_id, step),
      db.prepare(move_watermark).bind(project_id, campaign_id, step),
      db.prepare(left_over).bind(project_id, campaign_id),
    ]);
    waiting = rest?.results[0]?.waiting ?? 0;
  }
}

/** A campaign's pair counts, and the arrival up to which they hold. */
export async function readPairCounts(
  db: D1Database,
  { project_id, campaign_id }: Place,
): Promise<{ watermark: number; counts: PairCount[] }> {
  const counts_sql =
    'SELECT model_a, model_b, wins_a, wins_b, ties FROM pair_counts WHERE project_id = ?1 AND campaign_id = ?2 ORDER BY model_a, model_b';
  const [mark, counts] = await db.batch([
    db.prepare(`SELECT ${watermark} AS arrival`).bind(project_id, campaign_id),
    db.prepare(counts_sql).bind(project_id, campaign_id),
  ]);
  return {
    watermark: (mark?.results[0] as { arrival: number } | undefined)?.arrival ?? 0,
    counts: (counts?.results ?? []) as PairCount[],
  };
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
