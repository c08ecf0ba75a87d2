import type { ReportedComparison } from '../../../schema/contracts/rater-quality.ts';

type Place = { project_id: string; campaign_id: string };

const open = "s.project_id = ?1 AND s.campaign_id = ?2 AND s.kind = 'report' AND s.resolved_at IS NULL";

/** Comparisons with unresolved reports, the most reported first, and how many there are. */
export async function listReported(
  db: D1Database,
  { project_id, campaign_id }: Place,
  limit: number,
): Promise<{ count: number; reports: ReportedComparison[] }> {
  const { results } = await db
    .prepare(
      `SELECT n.*, c.prompt, c.model_a, c.model_b, count(*) OVER () AS total FROM (
         SELECT s.comparison_id, count(*) AS reports, json_group_array(s.reason) FILTER (WHERE s.reason <> '') AS reasons,
           max(s.created_at) AS last_reported_at FROM skips s WHERE ${open} GROUP BY s.comparison_id) n
       CROSS JOIN comparisons c ON c.project_id = ?1 AND c.campaign_id = ?2 AND c.id = n.comparison_id
       ORDER BY n.reports DESC, n.last_reported_at DESC, n.comparison_id LIMIT ?3`,
    )
    .bind(project_id, campaign_id, limit)
    .all<Omit<ReportedComparison, 'prompt' | 'reasons'> & { prompt: string; reasons: string; total: number }>();
  return {
    count: results[0]?.total ?? 0,
    reports: results.map(({ total: _, ...row }) => ({
      ...row,
      prompt: JSON.parse(row.prompt) as ReportedComparison['prompt'],
      reasons: (JSON.parse(row.reasons) as string[]).slice(0, 20),
    })),
  };
}

/** Marks the reports of a comparison as seen to. @returns how many were open */
export async function resolveReports(
  db: D1Database,
  { project_id, campaign_id }: Place,
  comparison_id: string,
  now: number,
): Promise<number> {
  const done = await db
    .prepare(`UPDATE skips AS s SET resolved_at = ?4 WHERE ${open} AND s.comparison_id = ?3`)
    .bind(project_id, campaign_id, comparison_id, now)
    .run();
  return done.meta.changes;
}
