import { type CampaignPatch, fixed_when_rated } from '../../../schema/contracts/campaigns.ts';
import { AssayError } from '../../../schema/errors.ts';
import { audit } from '../store/audit.ts';
import { type CampaignRow, changeCampaign } from '../store/campaigns.ts';
import { isReached } from './goals.ts';
import { requireCampaign } from './require.ts';

type Who = { project_id: string; actor: string };

/** Changes a campaign's state and settings, and notes both in the audit log. @throws AssayError `conflict` where it does not allow that */
export async function changeSettings(
  db: D1Database,
  who: Who,
  before: CampaignRow,
  given: CampaignPatch,
): Promise<CampaignRow> {
  const { project_id } = who;
  const { id: subject } = before;
  const patch = differences(before, given);
  const changed = Object.keys(patch).filter((name) => name !== 'state');
  if (patch.state === 'open') await requireGoalAhead(db, project_id, before, patch);
  const meaning = changed.filter((name) => (fixed_when_rated as readonly string[]).includes(name));
  const fixed = { kind: patch.kind !== undefined, meaning: meaning.length > 0 };
  if (Object.keys(patch).length > 0 && !(await changeCampaign(db, project_id, subject, patch, fixed)))
    throw refusal(await requireCampaign(db, project_id, subject), fixed.kind, meaning);
  const { state } = patch;
  if (state !== undefined)
    await audit(db, { ...who, action: 'campaign.state', subject, details: { from: before.state, to: state } });
  if (changed.length > 0) await audit(db, { ...who, action: 'campaign.update', subject, details: { changed } });
  return requireCampaign(db, project_id, subject);
}

/** What a patch would change. */
function differences(before: CampaignRow, given: CampaignPatch): CampaignPatch {
  const current: Record<string, unknown> = { ...before };
  const entries = Object.entries(given).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(current[name]),
  );
  return Object.fromEntries(entries);
}

/** A campaign that paused itself would do so again at once. */
async function requireGoalAhead(db: D1Database, project_id: string, before: CampaignRow, patch: CampaignPatch) {
  const { budget, target, rating_count, name, id: campaign_id } = { ...before, ...patch };
  if (budget !== null && budget !== undefined && rating_count >= budget)
    throw new AssayError(
      'conflict',
      `The budget of "${name}" is used up: ${rating_count} of ${budget} ratings. Raise it, or set it to null, to go on.`,
    );
  if (before.paused_by === 'target' && target && (await isReached(db, { project_id, campaign_id }, target)))
    throw new AssayError(
      'conflict',
      `The target of "${name}" is reached: its first ${target.top} are told apart. Change it, or set it to null, to go on.`,
    );
}

function refusal({ id, state, comparison_count }: CampaignRow, kind: boolean, meaning: string[]): AssayError {
  if (state === 'closed')
    return new AssayError(
      'conflict',
      `The campaign ${id} is closed, which is final; create another one to collect more ratings.`,
    );
  const [what, why] = kind && comparison_count > 0 ? ['kind', 'comparisons'] : [meaning.join(', '), 'ratings'];
  return new AssayError('conflict', `The campaign ${id} has ${why} already, so its ${what} stays as it is.`);
}
