import { sign, verify } from 'hono/jwt';
import type { z } from 'zod';
import { AssayError } from '../../../schema/errors.ts';
import { hex } from './bytes.ts';
import { macKey, type Purpose } from './secrets.ts';

// The text of the key in hexadecimal: what tokens were signed with from the first day on.
const tokenKey = (root: string, purpose: Purpose) =>
  macKey(root, purpose, (bytes) => new TextEncoder().encode(hex(bytes)));

/** Signs a small object (JWT, HS256) for one purpose. @param expires_at milliseconds; checked when read */
export async function signToken(
  root: string,
  purpose: Purpose,
  payload: Record<string, unknown>,
  expires_at: number,
): Promise<string> {
  return sign({ ...payload, exp: Math.floor(expires_at / 1000) }, await tokenKey(root, purpose), 'HS256');
}

/**
 * Reads a token that {@link signToken} made for the same purpose.
 * @throws AssayError `gone` when it has expired, `unauthenticated` when it is forged or of another purpose
 */
export async function readToken<T extends z.ZodType>(
  root: string,
  purpose: Purpose,
  token: string,
  shape: T,
): Promise<z.infer<T>> {
  const { expires_at, payload } = await readSigned(root, purpose, token);
  if (expires_at <= Date.now()) throw new AssayError('gone', `This ${purpose} has expired; ask for a new one.`);
  return inShape(purpose, payload, shape);
}

/** Like {@link readToken}, for whom an expired token still says something. @throws AssayError `unauthenticated` */
export async function readExpired<T extends z.ZodType>(
  root: string,
  purpose: Purpose,
  token: string,
  shape: T,
): Promise<{ expires_at: number; payload: z.infer<T> }> {
  const { expires_at, payload } = await readSigned(root, purpose, token);
  return { expires_at, payload: inShape(purpose, payload, shape) };
}

async function readSigned(root: string, purpose: Purpose, token: string) {
  try {
    const payload = await verify(token, await tokenKey(root, purpose), { alg: 'HS256', exp: false });
    return { expires_at: (payload.exp ?? 0) * 1000, payload };
  } catch {
    throw new AssayError('unauthenticated', `The ${purpose} given is not one that this server signed.`);
  }
}

function inShape<T extends z.ZodType>(purpose: Purpose, payload: unknown, shape: T): z.infer<T> {
  const parsed = shape.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new AssayError('unauthenticated', `The ${purpose} given has another form than this server signs.`);
}
