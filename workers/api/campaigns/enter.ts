import type { Context } from 'hono';
import { AssayError } from '../../../schema/errors.ts';
import { derivedId, newId } from '../../../schema/ids.ts';
import type { AppEnv } from '../env.ts';
import type { CampaignBasics } from '../store/campaigns.ts';
import { enterRater, findRater, newRater, type RaterRow } from '../store/raters.ts';
import { returningRater } from './cookies.ts';
import type { Rater, readInvitation } from './tokens.ts';

type Invitation = Awaited<ReturnType<typeof readInvitation>>;

/**
 * The rater that an opened invitation makes: of a personal one whom it was made for, of a recruited one the participant, or else
 * whoever this browser was before.
 * @throws AssayError `gone` for a revoked invitation, `forbidden` where only personal ones are taken
 */
export async function enterCampaign(
  c: Context<AppEnv>,
  campaign: CampaignBasics,
  { project_id, campaign_id, rater_id: invited }: Invitation,
  given: string,
): Promise<RaterRow> {
  const place = { project_id, campaign_id };
  if (invited !== undefined) return requireRater(c.env.DB, { ...place, rater_id: invited });
  requireInvited(campaign, 'link');
  const participant = campaign.recruitment === null ? '' : given;
  const rater_id =
    participant === ''
      ? ((await returningRater(c, place))?.rater_id ?? newId('rater'))
      : // Derived, so that one participant is one rater on every device.
        await derivedId('rater', [project_id, campaign_id, 'participant', participant]);
  // A page cannot know the parameter's name before its first answer: it comes without a participant first.
  if (campaign.recruitment !== null && participant === '') {
    const rater = { ...place, rater_id };
    return notRevoked((await findRater(c.env.DB, rater)) ?? newRater(rater, Date.now()));
  }
  return notRevoked(await enterRater(c.env.DB, { ...place, rater_id }, { origin: 'link', participant }, Date.now()));
}

/** The rater of a cookie or of a personal invitation. @throws AssayError `gone` where the invitation was revoked */
export async function requireRater(db: D1Database, rater: Rater): Promise<RaterRow> {
  // A session from before raters were kept has no row yet.
  return notRevoked((await findRater(db, rater)) ?? (await enterRater(db, rater, { origin: 'link' }, Date.now())));
}

/** @throws AssayError `forbidden` for who came by the open link, where only personal addresses are taken, or no longer */
export function requireInvited({ access, name }: CampaignBasics, origin: string): void {
  if (access === 'link' || origin !== 'link') return;
  throw new AssayError(
    'forbidden',
    `The campaign "${name}" is by personal invitation: open the address that was made for you.`,
  );
}

function notRevoked(rater: RaterRow): RaterRow {
  if (rater.revoked_at === null) return rater;
  throw new AssayError('gone', 'This personal invitation was withdrawn; ask whoever sent it to you.');
}
