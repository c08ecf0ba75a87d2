import { newId } from '../../../schema/ids.ts';
import { findBehind, findCampaignsBehind, insertSnapshot } from '../store/leaderboards.ts';
import { findUnfolded, foldRatings, readPairCounts } from '../store/pair-counts.ts';
import { rank } from './rank.ts';

type Place = { project_id: string; campaign_id: string };

/** Campaigns that one run of the cron takes on; the next minute takes the rest. */
const campaigns_per_run = 500;

/** Folds a campaign's new ratings into its pair counts and brings its leaderboards up to date. */
export async function updateCampaign(db: D1Database, place: Place, before: number | null = null): Promise<void> {
  await foldRatings(db, place);
  await refitLeaderboards(db, place, before);
}

/** Computes a new snapshot of each leaderboard that is behind the pair counts; `before` leaves out those with a snapshot since then. */
export async function refitLeaderboards(db: D1Database, place: Place, before: number | null = null): Promise<void> {
  const behind = await findBehind(db, place, before);
  if (behind.length === 0) return;
  const { watermark, counts } = await readPairCounts(db, place);
  for (const { id, method } of behind) {
    const row = {
      id: newId('snapshot'),
      leaderboard_id: id,
      method,
      watermark,
      ...rank(method, counts),
      created_at: Date.now(),
    };
    await insertSnapshot(db, place.project_id, row);
  }
}

/** The cron's part: whatever the queue's consumer left behind. */
export async function updateCampaigns(db: D1Database): Promise<void> {
  await each(await findUnfolded(db, campaigns_per_run), (place) => foldRatings(db, place));
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
