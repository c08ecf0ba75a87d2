import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { Session, SessionCreate } from '../../../schema/contracts/keys.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Actor } from '../auth/actor.ts';
import { signToken } from '../auth/signed.ts';
import type { AppEnv } from '../env.ts';
import { actorOf, byKey, requireSameSite, session_cookie } from '../http/access.ts';
import { body, endpoint, json } from '../http/endpoint.ts';
import { router } from '../http/router.ts';
import { findProject } from '../store/keys.ts';

/** A session lasts a working day; revoking its key ends it at once. */
const session_ms = 12 * 3600 * 1000;
const tags = ['session'];

const create = endpoint('public', {
  method: 'post',
  path: '/v1/session',
  tags,
  summary: 'Sign in: exchange a key for a session cookie',
  request: { body: body(SessionCreate) },
  responses: { 201: json(Session, 'Signed in; the cookie is set.') },
});

const show = endpoint('any', {
  method: 'get',
  path: '/v1/session',
  tags,
  summary: 'Whose key or session this is',
  responses: { 200: json(Session, 'The project and the key.') },
});

const remove = endpoint('public', {
  method: 'delete',
  path: '/v1/session',
  tags,
  summary: 'Sign out',
  responses: { 200: json(z.object({ signed_out: z.literal(true) }), 'The cookie is removed.') },
});

async function describe(c: Context<AppEnv>, actor: Actor, expires_at: number | null): Promise<Session> {
  const project = await findProject(c.env.DB, actor.project_id);
  if (!project) throw new AssayError('not_found', 'The project of this key no longer exists.');
  return {
    project: { id: project.project_id, name: project.name, created_at: project.created_at },
    key: { id: actor.key_id, name: actor.key_name, scopes: actor.scopes },
    expires_at,
  };
}

export default router()
  .openapi(create, async (c) => {
    requireSameSite(c);
    const actor = await byKey(c, c.req.valid('json').key.trim());
    const expires_at = Date.now() + session_ms;
    const token = await signToken(c.env.ASSAY_SECRET, 'session', { key_id: actor.key_id }, expires_at);
    setCookie(c, session_cookie, token, {
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: session_ms / 1000,
    });
    return c.json(await describe(c, actor, expires_at), 201);
  })
  .openapi(show, async (c) => c.json(await describe(c, actorOf(c), null), 200))
  .openapi(remove, (c) => {
    requireSameSite(c);
    deleteCookie(c, session_cookie, { secure: true, path: '/' });
    return c.json({ signed_out: true as const }, 200);
  });
