import { z } from 'zod';
import { Id } from '../../../schema/contracts/common.ts';
import { derivedId } from '../../../schema/ids.ts';
import { macKey } from '../auth/secrets.ts';
import { readExpired, readToken, signToken } from '../auth/signed.ts';

const day_ms = 86_400_000;
/** A rater who comes back within this time is the same rater. */
export const rater_ms = 180 * day_ms;
/** An invitation outlives any campaign; closing the campaign ends it. */
const invitation_ms = 3650 * day_ms;

/** What every token of a campaign says. */
export const Invitation = z.object({ project_id: Id('project'), campaign_id: Id('campaign') });
const Personal = Invitation.extend({
  /** Of a personal invitation: whoever opens it is this rater, on any device. */
  rater_id: Id('rater').optional(),
});
const Rater = Invitation.extend({ rater_id: Id('rater') });
const Ticket = Rater.extend({
  comparison_id: Id('comparison'),
  assignment_id: Id('assignment'),
  /** One response is shown, to be scored. */
  single: z.boolean().default(false),
  /** The rater was vouched for by a key. */
  verified: z.boolean().default(false),
});
/** Who rates where: what the rater's cookie says. */
export type Rater = z.infer<typeof Rater>;
/** What an assignment's token says: readable by the rater, so neither model nor order is in it. */
export type Ticket = z.infer<typeof Ticket>;
type TicketInput = z.input<typeof Ticket>;

/** The part of a rating address after `#`, of anyone or of one rater; the same at any time. */
export function signInvitation(
  root: string,
  project_id: string,
  campaign: { id: string; created_at: number },
  rater_id?: string,
): Promise<string> {
  const place = { project_id, campaign_id: campaign.id, ...(rater_id === undefined ? {} : { rater_id }) };
  return signToken(root, 'invitation', place, campaign.created_at + invitation_ms);
}

/** @throws AssayError `unauthenticated` or `gone` */
export function readInvitation(root: string, token: string) {
  return readToken(root, 'invitation', token, Personal);
}

/** Signs the rater's cookie. */
export function signRater(root: string, rater: Rater, now: number): Promise<string> {
  return signToken(root, 'rater', rater, now + rater_ms);
}

/** @throws AssayError `unauthenticated` or `gone` */
export function readRater(root: string, token: string): Promise<Rater> {
  return readToken(root, 'rater', token, Rater);
}

/** No assignment is good for longer than this. */
export const longest_assignment_ms = 2 * day_ms;

/** An assignment ends at the second midnight (UTC) from now, so that the same one handed out again is the same text. */
export function assignmentExpiry(now: number): number {
  return (Math.floor(now / day_ms) + 2) * day_ms;
}

/** The id of one comparison handed to one rater; a rating takes it over, which makes repeats harmless. */
export function assignmentId({ project_id, campaign_id, rater_id }: Rater, comparison_id: string): Promise<string> {
  return derivedId('assignment', [project_id, campaign_id, rater_id, comparison_id]);
}

/** Signs an assignment. */
export function signTicket(root: string, ticket: TicketInput, expires_at: number): Promise<string> {
  return signToken(root, 'assignment', ticket, expires_at);
}

/** @throws AssayError `unauthenticated` or `gone` */
export function readTicket(root: string, token: string): Promise<Ticket> {
  return readToken(root, 'assignment', token, Ticket);
}

/** What an assignment says that may have expired, and until when it holds. @throws AssayError `unauthenticated` */
export function readLateTicket(root: string, token: string): Promise<{ expires_at: number; payload: Ticket }> {
  return readExpired(root, 'assignment', token, Ticket);
}

/** Whether response_b stands on the left for this rater: a coin only the server can see, always the same for the same pair. */
export async function isFlipped(
  root: string,
  { rater_id, comparison_id }: Pick<Ticket, 'rater_id' | 'comparison_id'>,
): Promise<boolean> {
  const text = new TextEncoder().encode(`${rater_id}\n${comparison_id}`);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await macKey(root, 'order'), text));
  return ((mac[0] ?? 0) & 1) === 1;
}
