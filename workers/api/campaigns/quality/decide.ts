import type { RaterDecision } from '../../../../schema/contracts/rater-quality.ts';
import { audit } from '../../store/audit.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import { putDecision, type RaterRow, readFlagged } from '../../store/rater-quality.ts';
import { holdRater } from '../../store/ratings.ts';
import { emit } from '../../store/webhooks.ts';
import { updateCampaign } from '../fold.ts';

type Place = { project_id: string; campaign_id: string };

/** Holds back a rater's ratings or frees them, writes down who decided it, and counts the boards anew. @returns how many ratings changed */
export async function decide(db: D1Database, place: Place, rater_id: string, decision: RaterDecision): Promise<number> {
  const changed = await hold(db, place, rater_id, decision);
  if (changed > 0) await updateCampaign(db, place);
  return changed;
}

async function hold(db: D1Database, place: Place, rater_id: string, decision: RaterDecision): Promise<number> {
  const changed = await holdRater(db, place, rater_id, decision.decision === 'hold');
  await putDecision(db, place, rater_id, decision);
  const { project_id, campaign_id: subject } = place;
  const action = decision.decision === 'hold' ? 'rater.hold' : 'rater.clear';
  const actor = decision.decided_by === 'automatic' ? 'system' : decision.decided_by;
  await audit(db, { project_id, actor, action, subject, details: { rater_id, ratings: changed, note: decision.note } });
  return changed;
}

/** The detectors that flag a rater, as a note. */
const flagsOf = (findings: RaterRow['findings']): string =>
  findings.flatMap(({ flagged, detector }) => (flagged ? [detector] : [])).join(', ');

/** Tells webhooks of raters who are flagged now and were not before. */
export async function tellFlagged(db: D1Database, place: Place, raters: RaterRow[]): Promise<void> {
  const flagged = raters.filter(({ state }) => state === 'flagged');
  if (flagged.length === 0) return;
  const known = await readFlagged(db, place);
  for (const { rater_id, ratings, findings } of flagged.filter((one) => !known.has(one.rater_id))) {
    const data = { id: place.campaign_id, rater_id, ratings, note: flagsOf(findings) };
    await emit(db, place.project_id, 'rater.flagged', data);
  }
}

/** Holds what came in since from raters who are held and, in a campaign that holds automatically, raters who are newly flagged. @returns whether that changed ratings */
export async function holdAgain(
  db: D1Database,
  place: Place,
  campaign: CampaignRow,
  raters: RaterRow[],
  now: number,
): Promise<boolean> {
  let changed = 0;
  for (const { rater_id, state, figures, findings } of raters) {
    if (state === 'held' && figures.held_ratings < figures.ratings)
      changed += await holdRater(db, place, rater_id, true);
    if (state !== 'flagged' || !campaign.hold_automatically) continue;
    const decision = { decision: 'hold' as const, note: flagsOf(findings), decided_by: 'automatic', decided_at: now };
    changed += await hold(db, place, rater_id, decision);
  }
  if (changed > 0) await updateCampaign(db, place);
  return changed > 0;
}
