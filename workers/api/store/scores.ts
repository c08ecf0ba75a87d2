type Place = { project_id: string; campaign_id: string };
type Filter = { source: string; include_held: boolean; verified_only: boolean };

const scored = `FROM ratings WHERE project_id = ?1 AND campaign_id = ?2 AND score IS NOT NULL AND source = ?5 AND gold = 0
  AND held <= ?3 AND verified >= ?4`;

/** Scores of single responses from one source: summed by model and rater, and counted by model and score. */
export async function readScores(db: D1Database, place: Place, { source, include_held, verified_only }: Filter) {
  const values = [place.project_id, place.campaign_id, Number(include_held), Number(verified_only), source];
  const [sums, counts] = await db.batch([
    db
      .prepare(
        `SELECT model_left AS model, rater_id AS rater, count(*) AS count, sum(score) AS sum ${scored} GROUP BY model_left, rater_id`,
      )
      .bind(...values),
    db
      .prepare(`SELECT model_left AS model, score, count(*) AS count ${scored} GROUP BY model_left, score`)
      .bind(...values),
  ]);
  return {
    sums: (sums?.results ?? []) as { model: string; rater: string; count: number; sum: number }[],
    counts: (counts?.results ?? []) as { model: string; score: number; count: number }[],
  };
}
