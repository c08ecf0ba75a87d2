import { findUnfolded, foldRatings } from '../store/pair-counts.ts';
import { findCampaignsBehind } from '../store/snapshots.ts';
import { refreshAgenda } from './choosing/agenda.ts';
import { pauseAtBudget, pauseAtTargets } from './goals.ts';
import { refitLeaderboards } from './refit.ts';

type Place = { project_id: string; campaign_id: string };

/** Campaigns that one run of the cron takes on; the next minute takes the rest. */
const campaigns_per_run = 500;

/**
 * Folds a campaign's new ratings into its pair counts, pauses it at its budget, and brings its leaderboards, and what is compared
 * next, up to date.
 */
export async function updateCampaign(db: D1Database, place: Place, before: number | null = null): Promise<void> {
  await foldAndPause(db, place);
  await refitLeaderboards(db, place, before);
  await refreshAgenda(db, place, before);
}

async function foldAndPause(db: D1Database, place: Place): Promise<void> {
  await foldRatings(db, place);
  await pauseAtBudget(db, place);
}

/** The cron's part: whatever the queue's consumer left behind. */
export async function updateCampaigns(db: D1Database): Promise<void> {
  await each(await findUnfolded(db, campaigns_per_run), (place) => foldAndPause(db, place));
  await pauseAtTargets(db);
  await each(await findCampaignsBehind(db, campaigns_per_run), (place) => refitLeaderboards(db, place));
}

/** One campaign that fails must not keep the others from their turn. */
async function each(places: Place[], run: (place: Place) => Promise<void>): Promise<void> {
  for (const place of places) {
    try {
      await run(place);
    } catch (error) {
      console.error(JSON.stringify({ level: 'error', chore: 'update_campaigns', ...place, error: String(error) }));
    }
  }
}
