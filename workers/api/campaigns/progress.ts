import type { Assignments } from '../../../schema/contracts/campaigns.ts';
import type { CampaignBasics } from '../store/campaigns.ts';
import { countProgress } from './count-progress.ts';
import type { Rater } from './tokens.ts';

type Progress = Omit<Assignments, 'assignments'>;

/**
 * How far a rater is in a campaign, and whether they are done. The completion code goes to those who rated at all and are done.
 * @param nothing_left nothing more can be handed to this rater
 */
export function progressOf(
  { ratings_per_rater, paused_by, recruitment }: CampaignBasics,
  { rated, total }: { rated: number; total: number },
  nothing_left = rated >= total,
): Progress {
  const quota = ratings_per_rater ?? Number.POSITIVE_INFINITY;
  const done = paused_by !== null ? 'enough' : rated >= quota ? 'quota' : nothing_left ? 'nothing_left' : null;
  const earned = done !== null && rated > 0 && recruitment !== null;
  return {
    rated,
    // Who is done has no goal beyond it.
    total: done === null ? Math.max(rated, Math.min(total, quota)) : rated,
    done,
    completion: earned ? { code: recruitment.completion_code, url: recruitment.completion_url } : null,
  };
}

/** How far a rater is now, by the database. */
export async function progressNow(db: D1Database, rater: Rater, campaign: CampaignBasics): Promise<Progress> {
  return progressOf(campaign, await countProgress(db, { ...rater, overlap: campaign.overlap }, campaign, Date.now()));
}
