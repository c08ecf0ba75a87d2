import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { type Rater, rater_ms, readRater, signRater } from './tokens.ts';

/** One cookie a campaign: two campaigns open side by side stay apart. */
const rater_cookie = (campaign_id: string) => `__Host-assay_rater_${campaign_id}`;
const sent_cookie = '__Host-assay_sent';
const options = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' } as const;

/** The rater of a request in a campaign. @throws AssayError `unauthenticated` or `gone` */
export async function raterOf(c: Context<AppEnv>, campaign_id: string): Promise<Rater> {
  const token = getCookie(c, rater_cookie(campaign_id));
  const rater = token && (await readRater(c.env.ASSAY_SECRET, token));
  if (rater && rater.campaign_id === campaign_id) return rater;
  throw new AssayError('unauthenticated', 'Open the address you were invited with: it begins the session this needs.');
}

/** The rater that a browser was before in this campaign or, if new to it, in another of the project; null where it was none. */
export async function returningRater(
  c: Context<AppEnv>,
  place: Pick<Rater, 'project_id' | 'campaign_id'>,
): Promise<Rater | null> {
  const tokens = Object.entries(getCookie(c)).filter(([name]) => name.startsWith(rater_cookie('')));
  const raters = await Promise.all(tokens.map(([, token]) => readRater(c.env.ASSAY_SECRET, token).catch(() => null)));
  // Projects never learn that two of their raters are one person.
  const known = raters.filter((rater) => rater?.project_id === place.project_id);
  return known.find((rater) => rater?.campaign_id === place.campaign_id) ?? known[0] ?? null;
}

/** Makes this browser the rater. */
export async function rememberRater(c: Context<AppEnv>, rater: Rater): Promise<void> {
  const token = await signRater(c.env.ASSAY_SECRET, rater, Date.now());
  setCookie(c, rater_cookie(rater.campaign_id), token, { ...options, maxAge: rater_ms / 1000 });
}

/** Ids of the assignments this browser rated in the last minute: a hint, so that none is handed out again while its rating waits in the queue. */
export function sentBy(c: Context<AppEnv>): string[] {
  return (getCookie(c, sent_cookie) ?? '').split('.').filter((id) => id !== '');
}

/** Adds assignments to those sent; old ones are stored by now. */
export function rememberSent(c: Context<AppEnv>, ids: string[]): void {
  setCookie(c, sent_cookie, [...ids, ...sentBy(c)].slice(0, 40).join('.'), { ...options, maxAge: 60 });
}
