import type { CampaignQuality } from '../../../../schema/contracts/rater-quality.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import { findCampaign } from '../../store/campaigns.ts';
import { readArrival } from '../../store/rated-rows.ts';
import { findQuality, findQualityBehind, putQuality, readStandings } from '../../store/rater-quality.ts';
import { holdAgain, tellFlagged } from './decide.ts';
import { qualityOf } from './report.ts';
import { loadStoredRows } from './rows.ts';

/** Campaigns that one run of the cron takes on; the next minute takes the rest. */
const campaigns_per_run = 20;
/** A request waits for the figures of so many ratings; of more, the cron makes them. */
const most_on_demand = 20_000;

/** Who is held changes what the others are compared with: after so many looks the next ratings bring the rest. */
const most_looks = 5;

/** Looks at all raters of a campaign anew and, where it says so, holds the suspicious ones, until nobody joins them. */
export async function refreshQuality(
  db: D1Database,
  project_id: string,
  campaign: CampaignRow,
  now: number,
): Promise<CampaignQuality> {
  const place = { project_id, campaign_id: campaign.id };
  for (let look = 1; ; look++) {
    const { arrival, epoch } = await readArrival(db, place);
    const rows = await loadStoredRows(db, place);
    const quality = qualityOf(campaign, rows, await readStandings(db, place), now);
    const report = { ...quality.report, ratings: Math.max(rows.length, campaign.rating_count) };
    // Before it is kept: what stops in between is told again rather than never.
    await tellFlagged(db, place, quality.raters);
    await putQuality(db, place, { epoch, arrival, report, raters: quality.raters });
    const changed = await holdAgain(db, place, campaign, quality.raters, now);
    if (!changed || look === most_looks) return report;
  }
}

/** The figures of a campaign, made anew where ratings came in and it takes no long wait. */
export async function currentQuality(
  db: D1Database,
  project_id: string,
  campaign: CampaignRow,
  now: number,
): Promise<CampaignQuality> {
  const place = { project_id, campaign_id: campaign.id };
  const [known, { arrival, epoch }] = [await findQuality(db, place), await readArrival(db, place)];
  const behind = !known || known.arrival !== arrival || known.epoch !== epoch;
  if (known && (!behind || campaign.rating_count > most_on_demand)) return { ...known.report, behind };
  return refreshQuality(db, project_id, campaign, now);
}

/** The cron's part: campaigns with ratings that their figures do not know. One that fails does not keep the others from their turn. */
export async function refreshAllQuality(db: D1Database, now: number): Promise<void> {
  for (const { project_id, campaign_id } of await findQualityBehind(db, campaigns_per_run)) {
    try {
      const campaign = await findCampaign(db, project_id, campaign_id);
      if (campaign) await refreshQuality(db, project_id, campaign, now);
    } catch (error) {
      console.error(
        JSON.stringify({ level: 'error', chore: 'refresh_quality', project_id, campaign_id, error: String(error) }),
      );
    }
  }
}
