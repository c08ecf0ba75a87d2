/** What the ledger holds of one side of a cascade: the judgments that went up, or those that did not. */
export type CascadeRow = {
  escalated: number;
  judgments: number;
  latency_ms: number | null;
  first_latency_ms: number | null;
  cost: number | null;
  priced: number;
  rated: number;
  contradicted: number;
};

/** The judgments of a judge by whether they went up to another, held against the first rating of their comparison where there is one. */
export async function cascadeRows(
  db: D1Database,
  at: { project_id: string; judge_id: string; since: number },
): Promise<CascadeRow[]> {
  const { results } = await db
    .prepare(
      `WITH mine AS (
         SELECT j.id, j.latency_ms, j.comparison_id, j.outcome, j.extra ->> '$.cost' AS cost,
           coalesce(j.extra ->> '$.escalated_to', '') LIKE 'jdg_%' AS escalated,
           (SELECT max(r.value ->> '$.latency_ms') FROM json_each(j.extra, '$.stages[0].readings') r) AS first_latency_ms
         FROM judgments j WHERE j.project_id = ?1 AND j.judge_id = ?2 AND j.created_at >= ?3
           AND j.extra ->> '$.cached_from' IS NULL),
       rated AS (
         SELECT m.id, CASE WHEN r.winner IS NULL THEN 'tie' WHEN r.winner = c.model_a THEN 'a' ELSE 'b' END AS label
         FROM mine m
         JOIN ratings r ON r.project_id = ?1 AND r.arrival = (SELECT min(f.arrival) FROM ratings f
           WHERE f.project_id = ?1 AND f.comparison_id = m.comparison_id AND f.source = 'people')
         JOIN comparisons c ON c.project_id = ?1 AND c.id = m.comparison_id
         WHERE m.outcome IN ('a', 'b', 'tie', 'both_bad'))
       SELECT m.escalated, count(*) AS judgments, avg(m.latency_ms) AS latency_ms, avg(m.first_latency_ms) AS first_latency_ms,
         avg(m.cost) AS cost, count(m.cost) AS priced, count(d.id) AS rated,
         count(CASE WHEN d.label <> replace(m.outcome, 'both_bad', 'tie') THEN 1 END) AS contradicted
       FROM mine m LEFT JOIN rated d ON d.id = m.id GROUP BY m.escalated`,
    )
    .bind(at.project_id, at.judge_id, at.since)
    .all<CascadeRow>();
  return results;
}
