import { newId } from '../../../schema/ids.ts';
import { findUnfolded, foldRatings, readPairCounts } from '../store/pair-counts.ts';
import { findBehind, findCampaignsBehind, insertSnapshot } from '../store/snapshots.ts';
import { filterOf } from './filter.ts';
import { type Ranked, rank } from './rank.ts';

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
  for (const { id, method, settings } of await findBehind(db, place, before)) {
    const { watermark, epoch, counts } = await readPairCounts(db, place, filterOf(settings));
    const none = { config_sha256: null, method_version: null, inputs_sha256: null, result_sha256: null };
    const row = {
      ...{ id: newId('snapshot'), leaderboard_id: id, method, settings, epoch, watermark, ...none },
      ...rank(method as Ranked, counts),
      seed: settings.seed,
      analysis: null,
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
