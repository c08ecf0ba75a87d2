import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { type Rater, rater_ms, readRater, signRater } from './tokens.ts';

const rater_cookie = '__Host-assay_rater';
const sent_cookie = '__Host-assay_sent';
const options = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/' } as const;

/** The rater of a request. @throws AssayError `unauthenticated` or `gone` */
export async function raterOf(c: Context<AppEnv>): Promise<Rater> {
  const token = getCookie(c, rater_cookie);
  if (token) return readRater(c.env.ASSAY_SECRET, token);
  throw new AssayError('unauthenticated', 'Open the address you were invited with: it begins the session this needs.');
}

/** The rater that a browser was before, or null. */
export async function returningRater(c: Context<AppEnv>): Promise<Rater | null> {
  const token = getCookie(c, rater_cookie);
  return token ? readRater(c.env.ASSAY_SECRET, token).catch(() => null) : null;
}

/** Makes this browser the rater. */
export async function rememberRater(c: Context<AppEnv>, rater: Rater): Promise<void> {
  const token = await signRater(c.env.ASSAY_SECRET, rater, Date.now());
  setCookie(c, rater_cookie, token, { ...options, maxAge: rater_ms / 1000 });
}

/** Ids of the assignments this browser rated in the last minute: a hint, so that none is handed out again while its rating waits in the queue. */
export function sentBy(c: Context<AppEnv>): string[] {
  return (getCookie(c, sent_cookie) ?? '').split('.').filter((id) => id !== '');
}

/** Adds an assignment to those sent; old ones are stored by now. */
export function rememberSent(c: Context<AppEnv>, id: string): void {
  setCookie(c, sent_cookie, [id, ...sentBy(c)].slice(0, 40).join('.'), { ...options, maxAge: 60 });
}
