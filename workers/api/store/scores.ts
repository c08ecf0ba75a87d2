import type { ResponseScores } from '../../../schema/contracts/response-scores.ts';

type Place = { project_id: string; campaign_id: string };
type Filter = { source: string; include_held: boolean; verified_only: boolean };

const scored = `FROM ratings WHERE project_id = ?1 AND campaign_id = ?2 AND score IS NOT NULL AND source = ?5 AND gold = 0
  AND held <= ?3 AND verified >= ?4`;

/** Scores of single responses from one source: summed by model and rater, and counted by model and score; and which sources there are. */
export async function readScores(db: D1Database, place: Place, { source, include_held, verified_only }: Filter) {
  const values = [place.project_id, place.campaign_id, Number(include_held), Number(verified_only), source];
  const [sums, counts, sources] = await db.batch([
    db
      .prepare(
        `SELECT model_left AS model, rater_id AS rater, count(*) AS count, sum(score) AS sum ${scored} GROUP BY model_left, rater_id`,
      )
      .bind(...values),
    db
      .prepare(`SELECT model_left AS model, score, count(*) AS count ${scored} GROUP BY model_left, score`)
      .bind(...values),
    db
      .prepare(
        `SELECT r.source, coalesce((SELECT j.name || ' v' || j.version FROM judges j WHERE j.project_id = ?1 AND j.id = r.source), r.source) AS name,
           count(*) AS ratings
         FROM ratings r WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.score IS NOT NULL AND r.gold = 0 GROUP BY r.source ORDER BY 3 DESC, 1`,
      )
      .bind(place.project_id, place.campaign_id),
  ]);
  return {
    sums: (sums?.results ?? []) as { model: string; rater: string; count: number; sum: number }[],
    counts: (counts?.results ?? []) as { model: string; score: number; count: number }[],
    sources: (sources?.results ?? []) as ResponseScores['sources'],
  };
}
