import { CampaignSettings } from '../../../schema/contracts/campaign-settings.ts';
import type { Campaign } from '../../../schema/contracts/campaigns.ts';

/** What a campaign says about the ratings it takes. */
export type CampaignRules = Pick<Campaign, 'name' | 'state' | 'choices' | 'comments'> & {
  /** Raters whose invitation was withdrawn, and when. */
  revoked: Record<string, number>;
};

/** Reads one row; null where the project has no such campaign. @param revoked_since withdrawals before this are left out */
export async function readRules(
  db: D1Database,
  project_id: string,
  id: string,
  revoked_since: number,
): Promise<CampaignRules | null> {
  const row = await db
    .prepare(
      `SELECT name, state, settings, (SELECT json_group_object(r.id, r.revoked_at) FROM raters r
         WHERE r.project_id = ?1 AND r.campaign_id = ?2 AND r.revoked_at >= ?3) AS revoked
       FROM campaigns WHERE project_id = ?1 AND id = ?2`,
    )
    .bind(project_id, id, revoked_since)
    .first<Pick<Campaign, 'name' | 'state'> & { settings: string; revoked: string }>();
  if (!row) return null;
  const { choices, comments } = CampaignSettings.parse(JSON.parse(row.settings));
  return { name: row.name, state: row.state, choices, comments, revoked: JSON.parse(row.revoked) };
}
