import type { Context } from 'hono';
import { sha256Hex } from '../auth/bytes.ts';
import type { AppEnv } from '../env.ts';

/** Browsers and proxies may keep a published answer this long, and show it a while longer as they ask for the next. */
const cache_control = 'public, max-age=60, stale-while-revalidate=600';

/** What is kept under a version's name never changes, so it may stay in the edge's cache. */
const kept_seconds = 86_400;

/**
 * Answers with something published: 304 where the caller has this version already, else what was made of it before at this edge, or
 * what `make` makes now. @param version all that the answer depends on besides its address
 */
export async function published(
  c: Context<AppEnv>,
  version: string,
  make: () => Promise<{ body: BodyInit; content_type: string; name?: string }>,
): Promise<Response> {
  const tag = (await sha256Hex(`${c.req.url}\n${version}`)).slice(0, 32);
  const etag = `"${tag}"`;
  const headers = new Headers({ etag, 'cache-control': cache_control });
  const known = c.req.header('if-none-match');
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*'))
    return new Response(null, { status: 304, headers });
  const key = new Request(new URL(`/v1/public/.kept/${tag}`, c.req.url));
  const cache = await caches.open('published');
  const there = await cache.match(key);
  const answer = there ?? fileOf(await make());
  if (!there) {
    const kept = new Response(answer.clone().body, answer);
    kept.headers.set('cache-control', `max-age=${kept_seconds}`);
    c.executionCtx.waitUntil(cache.put(key, kept));
  }
  for (const name of ['content-type', 'content-disposition']) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(answer.body, { headers });
}

function fileOf({ body, content_type, name }: { body: BodyInit; content_type: string; name?: string }): Response {
  const headers = new Headers({ 'content-type': content_type });
  if (name) headers.set('content-disposition', `attachment; filename="${name}"`);
  return new Response(body, { headers });
}
