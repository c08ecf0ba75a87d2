import type { Context, MiddlewareHandler } from 'hono';
import { AssayError } from '../../../schema/errors.ts';
import { decodeBase64Url, encodeBase64Url, sha256Hex } from '../auth/bytes.ts';
import { deriveBytes } from '../auth/secrets.ts';
import type { AppEnv } from '../env.ts';
import { claimIdempotency, releaseIdempotency, settleIdempotency } from '../store/idempotency.ts';

/** How long an unfinished first request keeps its claim: longer than a judgment with retries runs. */
const stale_ms = 300_000;
/** A longer answer is compressed before it is sealed: a row of D1 holds 2 MB. */
const long_answer = 100_000;

/**
 * Replays the first answer to a repeated POST with the same `Idempotency-Key` and body
 * (draft-ietf-httpapi-idempotency-key-header). Answers rest encrypted, since one may hold a new key's secret.
 */
export const idempotent: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return next();
  const project_id = c.get('actor')?.project_id ?? 'setup';
  const route = `${c.req.method} ${c.req.path}`;
  const body_hash = await sha256Hex(new Uint8Array(await c.req.arrayBuffer()));
  const claim = await claimIdempotency(c.env.DB, { project_id, route, key, body_hash, now: Date.now(), stale_ms });
  if (claim.state === 'mismatch')
    throw new AssayError(
      'idempotency_mismatch',
      `Idempotency-Key "${key}" was used before with another body; use a new key.`,
    );
  if (claim.state === 'in_flight')
    throw new AssayError(
      'idempotency_in_flight',
      `The first request with Idempotency-Key "${key}" is still running; try again.`,
      [],
      { 'retry-after': '1' },
    );
  if (claim.state === 'done') return replay(c, claim);
  await next();
  const where = { project_id, route, key, claim: claim.claim };
  if (c.res.status >= 400) return releaseIdempotency(c.env.DB, where);
  const text = await c.res.clone().text();
  const body = await encrypt(c.env.ASSAY_SECRET, text);
  await settleIdempotency(c.env.DB, where, {
    status: c.res.status,
    content_type: c.res.headers.get('content-type') ?? 'application/json',
    body,
  });
};

async function replay(
  c: Context<AppEnv>,
  done: { status: number; content_type: string; body: string },
): Promise<Response> {
  return new Response(await decrypt(c.env.ASSAY_SECRET, done.body), {
    status: done.status,
    headers: { 'content-type': done.content_type, 'idempotency-replayed': 'true' },
  });
}

async function aesKey(root: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await deriveBytes(root, 'idempotency'), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
}

async function encrypt(root: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const long = text.length > long_answer;
  const plain = long ? await through(text, new CompressionStream('gzip')) : new TextEncoder().encode(text);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await aesKey(root), plain);
  return [encodeBase64Url(iv), encodeBase64Url(new Uint8Array(sealed)), ...(long ? ['gzip'] : [])].join('.');
}

async function decrypt(root: string, stored: string): Promise<string> {
  const [iv, body, packed] = stored.split('.');
  if (!iv || !body) throw new AssayError('internal', 'A stored answer cannot be read.');
  const sealed = new Uint8Array(decodeBase64Url(body) ?? []);
  const opened = { name: 'AES-GCM', iv: new Uint8Array(decodeBase64Url(iv) ?? []) };
  const plain = await crypto.subtle.decrypt(opened, await aesKey(root), sealed);
  return new TextDecoder().decode(packed ? await through(plain, new DecompressionStream('gzip')) : plain);
}

const through = (body: string | ArrayBuffer, stream: CompressionStream | DecompressionStream): Promise<ArrayBuffer> =>
  new Response(new Response(body).body?.pipeThrough(stream)).arrayBuffer();
