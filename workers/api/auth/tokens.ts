import { AssayError } from '../../../schema/errors.ts';
import { encodeBase64Url, timingSafeEqual } from './bytes.ts';
import { deriveBytes } from './secrets.ts';

/** The parts of `asy_<id>_<secret>`: the id without its `key_` prefix finds the row, the secret proves it. */
export type KeyToken = { key_id: string; secret: string };

/** Makes a fresh 256-bit secret, base64url. */
export function newSecret(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** Writes a key token; shown once, never stored. */
export function formatToken({ key_id, secret }: KeyToken): string {
  return `asy_${key_id.replace(/^key_/, '')}_${secret}`;
}

/** Reads a key token, or null where the text is not one. */
export function parseToken(token: string): KeyToken | null {
  const match = /^asy_([0-9a-z]{26})_([A-Za-z0-9_-]{43})$/.exec(token);
  return match?.[1] && match[2] ? { key_id: `key_${match[1]}`, secret: match[2] } : null;
}

/** Peppered SHA-256 of a secret, hexadecimal. The pepper lives outside the database, so a leaked table opens nothing. */
export async function hashSecret(root: string, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    await deriveBytes(root, 'key-pepper'),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(secret)));
  return [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares in constant time. */
export async function secretMatches(root: string, secret: string, hash: string): Promise<boolean> {
  return timingSafeEqual(await hashSecret(root, secret), hash);
}

/** The bearer token of a request, or null. @throws AssayError `unauthenticated` where the header has another form */
export function bearer(header: string | undefined): string | null {
  if (header === undefined) return null;
  const match = /^Bearer\s+(\S+)$/i.exec(header);
  if (!match?.[1]) throw new AssayError('unauthenticated', 'The Authorization header must be "Bearer asy_…".');
  return match[1];
}
