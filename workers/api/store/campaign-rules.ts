import { CampaignSettings } from '../../../schema/contracts/campaign-settings.ts';
import type { Campaign } from '../../../schema/contracts/campaigns.ts';

/** What a campaign says about the ratings it takes. */
export type CampaignRules = Pick<Campaign, 'name' | 'state' | 'choices' | 'comments'>;

/** Reads one row; null where the project has no such campaign. */
export async function readRules(db: D1Database, project_id: string, id: string): Promise<CampaignRules | null> {
  const row = await db
    .prepare('SELECT name, state, settings FROM campaigns WHERE project_id = ?1 AND id = ?2')
    .bind(project_id, id)
    .first<Pick<Campaign, 'name' | 'state'> & { settings: string }>();
  if (!row) return null;
  const { choices, comments } = CampaignSettings.parse(JSON.parse(row.settings));
  return { name: row.name, state: row.state, choices, comments };
}
