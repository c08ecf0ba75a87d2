import { AssayError } from '../../../schema/errors.ts';
import { type CampaignBasics, type CampaignRow, findCampaign, findCampaignBasics } from '../store/campaigns.ts';

/** @throws AssayError `not_found` where the project has no such campaign */
export async function requireCampaign(db: D1Database, project_id: string, id: string): Promise<CampaignRow> {
  const campaign = await findCampaign(db, project_id, id);
  if (!campaign) throw new AssayError('not_found', `There is no campaign ${id} in this project.`);
  return campaign;
}

/**
 * The campaign of a rater; one that paused itself has what it wanted, which its raters are told kindly.
 * @throws AssayError `conflict` while its owner paused it, `gone` once it is closed or no longer exists
 */
export async function requireOpenCampaign(db: D1Database, project_id: string, id: string): Promise<CampaignBasics> {
  const campaign = await findCampaignBasics(db, project_id, id);
  if (!campaign) throw new AssayError('gone', 'This campaign no longer exists.');
  const name = `The campaign "${campaign.name}"`;
  if (campaign.state === 'closed') throw new AssayError('gone', `${name} is closed; thank you for your ratings.`);
  if (campaign.state === 'paused' && campaign.paused_by === null)
    throw new AssayError('conflict', `${name} is paused; come back later.`);
  return campaign;
}
