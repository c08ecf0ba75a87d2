import type { z } from 'zod';
import type { Campaign, CampaignState } from '../../../schema/contracts/campaigns.ts';
import { campaigns } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** A campaign as stored, with its counts; the address for raters is added by whoever knows the origin. */
export type CampaignRow = Omit<Campaign, 'rating_url'>;
type State = z.infer<typeof CampaignState>;

/** Of people's ratings only: comparisons keep count of them, so no rating is read. */
const with_counts = `SELECT c.id, c.name, c.question, c.instructions, c.overlap, c.criteria, c.state, c.created_at,
    (SELECT count(*) FROM comparisons x WHERE x.project_id = c.project_id AND x.campaign_id = c.id) AS comparison_count,
    coalesce((SELECT sum(x.rating_count) FROM comparisons x WHERE x.project_id = c.project_id AND x.campaign_id = c.id), 0) AS rating_count
  FROM campaigns c WHERE c.project_id = ?1`;

type Raw = Omit<CampaignRow, 'criteria'> & { criteria: string };
const revive = (row: Raw): CampaignRow => ({ ...row, criteria: JSON.parse(row.criteria) as string[] });

/** Adds a campaign. */
export async function insertCampaign(db: D1Database, row: typeof campaigns.$inferInsert): Promise<void> {
  await orm(db).insert(campaigns).values(row);
}

/** A campaign with its counts, or null where the project has none of that id. */
export async function findCampaign(db: D1Database, project_id: string, id: string): Promise<CampaignRow | null> {
  const row = await db.prepare(`${with_counts} AND c.id = ?2`).bind(project_id, id).first<Raw>();
  return row && revive(row);
}

/** A project's campaigns, newest first. */
export async function listCampaigns(db: D1Database, project_id: string, page: PageRequest) {
  const { results } = await db
    .prepare(`${with_counts} AND (?2 IS NULL OR c.id < ?2) ORDER BY c.id DESC LIMIT ?3`)
    .bind(project_id, page.cursor ?? null, page.limit + 1)
    .all<Raw>();
  return toPage(results.map(revive), page.limit);
}

/** Moves a campaign to another state, unless it is closed, which is final. @returns whether it is now in that state */
export async function setCampaignState(db: D1Database, project_id: string, id: string, state: State): Promise<boolean> {
  const row = await db
    .prepare(
      "UPDATE campaigns SET state = ?3 WHERE project_id = ?1 AND id = ?2 AND (state <> 'closed' OR ?3 = 'closed') RETURNING id",
    )
    .bind(project_id, id, state)
    .first();
  return row !== null;
}
