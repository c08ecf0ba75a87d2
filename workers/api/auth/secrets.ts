const purposes = [
  'key-pepper',
  'session',
  'rater',
  'invitation',
  'assignment',
  'order',
  'idempotency',
  'network',
] as const;
/** What a derived secret is for; each purpose has a key of its own, so a token of one kind never passes for another. */
export type Purpose = (typeof purposes)[number] | `credentials/${number}`;

const cache = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
const keys = new Map<string, CryptoKey>();

/** 32 bytes for one purpose, by HKDF-SHA-256 (RFC 5869) from the root secret. */
export function deriveBytes(root: string, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>> {
  const name = `${purpose}\n${root}`;
  let bytes = cache.get(name);
  if (!bytes) {
    bytes = derive(root, purpose);
    cache.set(name, bytes);
  }
  return bytes;
}

/** The key of HMAC-SHA-256 for one purpose, imported once. @param encode how the key is written */
export async function macKey(
  root: string,
  purpose: Purpose,
  encode = (bytes: Uint8Array): Uint8Array => bytes,
): Promise<CryptoKey> {
  const name = `${purpose}\n${root}`;
  const known = keys.get(name);
  if (known) return known;
  const bytes = new Uint8Array(encode(await deriveBytes(root, purpose)));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  keys.set(name, key);
  return key;
}

async function derive(root: string, purpose: Purpose): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', encoder.encode(root), 'HKDF', false, ['deriveBits']);
  const params = { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode('assay/v1'), info: encoder.encode(purpose) };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, 256));
}
