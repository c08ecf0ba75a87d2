import type { Context } from 'hono';
import type { Assignments } from '../../../schema/contracts/campaigns.ts';
import type { AppEnv } from '../env.ts';
import type { CampaignBasics } from '../store/campaigns.ts';
import { completeRater, type RaterRow } from '../store/raters.ts';
import { assign } from './assign.ts';
import { sentBy } from './cookies.ts';

/** Hands a rater who may rate the next comparisons, and notes when they are done. */
export async function handOut(
  c: Context<AppEnv>,
  campaign: CampaignBasics,
  { id: rater_id, project_id, campaign_id, completed_at }: RaterRow,
  count: number,
): Promise<Assignments> {
  const { DB, ASSAY_SECRET } = c.env;
  const rater = { project_id, campaign_id, rater_id };
  const now = Date.now();
  const answer = await assign(DB, ASSAY_SECRET, rater, campaign, { count, skip: sentBy(c), now });
  if (answer.done && answer.rated > 0 && completed_at === null) await completeRater(DB, rater, now);
  return answer;
}
