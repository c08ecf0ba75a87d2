import { Target } from '../../../schema/contracts/campaign-settings.ts';

type Place = { project_id: string; campaign_id: string };

/** Has a campaign that is open pause itself. @returns whether it did */
export async function pauseCampaign(
  db: D1Database,
  { project_id, campaign_id }: Place,
  paused_by: 'target' | 'budget',
): Promise<boolean> {
  const sql = `UPDATE campaigns SET state = 'paused', paused_by = ?3 WHERE project_id = ?1 AND id = ?2 AND state = 'open' RETURNING id`;
  return (await db.prepare(sql).bind(project_id, campaign_id, paused_by).first()) !== null;
}

/** Whether an open campaign has a budget that is used up. */
export async function isBudgetSpent(db: D1Database, { project_id, campaign_id }: Place): Promise<boolean> {
  const row = await db
    .prepare(
      `SELECT 1 FROM campaigns c WHERE c.project_id = ?1 AND c.id = ?2 AND c.state = 'open'
         AND json_extract(c.settings, '$.budget') IS NOT NULL
         AND json_extract(c.settings, '$.budget') <= (SELECT sum(x.rating_count) FROM comparisons x INDEXED BY comparisons_by_pair
           WHERE x.project_id = ?1 AND x.campaign_id = ?2 AND x.gold IS NULL)`,
    )
    .bind(project_id, campaign_id)
    .first();
  return row !== null;
}

/** Open campaigns, of all projects, that stop at a target. */
export async function findTargets(db: D1Database, limit: number): Promise<(Place & { target: Target })[]> {
  const { results } = await db
    .prepare(
      `SELECT project_id, id AS campaign_id, settings -> '$.target' AS target FROM campaigns
       WHERE state = 'open' AND json_extract(settings, '$.target.top') IS NOT NULL LIMIT ?1`,
    )
    .bind(limit)
    .all<Place & { target: string }>();
  return results.map((row) => ({ ...row, target: Target.parse(JSON.parse(row.target)) }));
}
