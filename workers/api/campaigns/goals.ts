import type { Target } from '../../../schema/contracts/campaign-settings.ts';
import { separatedFromTop } from '../rankings/separated.ts';
import { audit } from '../store/audit.ts';
import { findTargets, isBudgetSpent, pauseCampaign } from '../store/campaign-goals.ts';
import { readPairCounts } from '../store/pair-counts.ts';

type Place = { project_id: string; campaign_id: string };

/** Campaigns whose target one run of the cron looks at. */
const campaigns_per_run = 200;

/** People's answers to the question, without what is held. */
const counted = { source: 'people', criterion: '', category: '', verified_only: false, include_held: false };

/** Pauses a campaign and notes why, unless it is no longer open. */
async function pause(db: D1Database, place: Place, paused_by: 'budget' | 'target'): Promise<void> {
  if (!(await pauseCampaign(db, place, paused_by))) return;
  const { project_id, campaign_id: subject } = place;
  const details = { from: 'open', to: 'paused', paused_by };
  await audit(db, { project_id, actor: 'system', action: 'campaign.state', subject, details });
}

/** Pauses a campaign whose budget of ratings is used up. */
export async function pauseAtBudget(db: D1Database, place: Place): Promise<void> {
  if (await isBudgetSpent(db, place)) await pause(db, place, 'budget');
}

/** Whether a campaign's first models are told apart as its owner wants. */
export async function isReached(db: D1Database, place: Place, { top, confidence }: Target): Promise<boolean> {
  const { counts } = await readPairCounts(db, place, counted);
  return separatedFromTop(counts, { level: confidence }) >= top;
}

/** The cron's part: pauses each campaign whose first models are told apart. */
export async function pauseAtTargets(db: D1Database): Promise<void> {
  for (const { target, ...place } of await findTargets(db, campaigns_per_run)) {
    if (await isReached(db, place, target)) await pause(db, place, 'target');
  }
}
