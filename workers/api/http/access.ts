import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Scope } from '../../../schema/contracts/keys.ts';
import { AssayError } from '../../../schema/errors.ts';
import { type Actor, requireScope } from '../auth/actor.ts';
import { timingSafeEqual } from '../auth/bytes.ts';
import { readToken } from '../auth/signed.ts';
import { bearer, parseToken, secretMatches } from '../auth/tokens.ts';
import type { AppEnv } from '../env.ts';
import { findKey, touchKey } from '../store/keys.ts';
import { tooMany, withinLimit } from './limits.ts';

/** Who may call a route: a scope, any key, the holder of the setup token, or everyone. */
export type Access = Scope | 'any' | 'setup' | 'public';

export const session_cookie = '__Host-assay_session';
export const SessionToken = z.object({ key_id: z.string() });

/** Lets a request pass when its key, session or token is good for `access`, and notes the actor. */
export function requireAccess(access: Access): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (access === 'setup') checkSetupToken(c);
    else if (access !== 'public') {
      const actor = await authenticate(c);
      if (access !== 'any') requireScope(actor, access);
      const { success } = await c.env.RATE_LIMITER.limit({ key: actor.key_id });
      if (!success) throw tooMany('This key has made too many requests in the last minute.');
    } else {
      const address = c.req.header('cf-connecting-ip') ?? 'local';
      if (!(await withinLimit(c.env.PUBLIC_LIMITER, 'PUBLIC_LIMITER', address)))
        throw tooMany('Too many requests came from this address in the last minute.');
    }
    await next();
  };
}

/** The actor of an authenticated request. @throws AssayError when a route forgot to ask for one */
export function actorOf(c: Context<AppEnv>): Actor {
  const actor = c.get('actor');
  if (!actor) throw new AssayError('unauthenticated', 'Give a key: "Authorization: Bearer asy_…".');
  return actor;
}

async function authenticate(c: Context<AppEnv>): Promise<Actor> {
  const token = bearer(c.req.header('authorization'));
  const actor = token === null ? await bySession(c) : await byKey(c, token);
  c.set('actor', actor);
  return actor;
}

/** Finds the actor of a key token. @throws AssayError `unauthenticated`, never saying which part was wrong */
export async function byKey(c: Context<AppEnv>, token: string): Promise<Actor> {
  const parsed = parseToken(token);
  const key = parsed && (await findKey(c.env.DB, parsed.key_id));
  if (!parsed || !key || !(await secretMatches(c.env.ASSAY_SECRET, parsed.secret, key.secret_hash))) {
    throw new AssayError('unauthenticated', 'The key is not one of this server; keys look like asy_<id>_<secret>.');
  }
  return live(c, key, 'key');
}

async function bySession(c: Context<AppEnv>): Promise<Actor> {
  const cookie = getCookie(c, session_cookie);
  if (!cookie) throw new AssayError('unauthenticated', 'Give a key ("Authorization: Bearer asy_…") or sign in.');
  requireSameSite(c);
  const { key_id } = await readToken(c.env.ASSAY_SECRET, 'session', cookie, SessionToken);
  const key = await findKey(c.env.DB, key_id);
  if (!key)
    throw new AssayError('unauthenticated', 'The session belongs to a key that no longer exists; sign in again.');
  return live(c, key, 'session');
}

/** A cookie is sent by the browser itself, so a write must show that our own page made it. */
export function requireSameSite(c: Context<AppEnv>): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
  const origin = c.req.header('origin');
  const same_origin = origin === undefined || origin === new URL(c.req.url).origin;
  if (c.req.header('x-assay-csrf') === '1' && same_origin) return;
  throw new AssayError(
    'csrf',
    'A write with a cookie must come from this site and carry the header "x-assay-csrf: 1".',
  );
}

function live(c: Context<AppEnv>, key: NonNullable<Awaited<ReturnType<typeof findKey>>>, via: Actor['via']): Actor {
  const now = Date.now();
  if (key.revoked_at !== null) throw new AssayError('unauthenticated', `The key "${key.name}" was revoked.`);
  if (key.expires_at !== null && key.expires_at <= now)
    throw new AssayError('unauthenticated', `The key "${key.name}" has expired.`);
  if (now - (key.last_used_at ?? 0) > 60_000) c.executionCtx.waitUntil(touchKey(c.env.DB, key.project_id, key.id, now));
  return { project_id: key.project_id, key_id: key.id, key_name: key.name, scopes: key.scopes as Scope[], via };
}

function checkSetupToken(c: Context<AppEnv>): void {
  const expected = c.env.ASSAY_SETUP_TOKEN;
  const given = bearer(c.req.header('authorization'));
  if (expected && given && timingSafeEqual(given, expected)) return;
  throw new AssayError(
    'unauthenticated',
    'Creating a project needs "Authorization: Bearer <ASSAY_SETUP_TOKEN>" of this deployment.',
  );
}
