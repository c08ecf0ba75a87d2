import { sign, verify } from 'hono/jwt';
import type { z } from 'zod';
import { AssayError } from '../../../schema/errors.ts';
import { hex } from './bytes.ts';
import { deriveBytes, type Purpose } from './secrets.ts';

/** Signs a small object (JWT, HS256) for one purpose. @param expires_at milliseconds; checked when read */
export async function signToken(
  root: string,
  purpose: Purpose,
  payload: Record<string, unknown>,
  expires_at: number,
): Promise<string> {
  return sign({ ...payload, exp: Math.floor(expires_at / 1000) }, hex(await deriveBytes(root, purpose)), 'HS256');
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
  let payload: unknown;
  try {
    payload = await verify(token, hex(await deriveBytes(root, purpose)), 'HS256');
  } catch (error) {
    if (error instanceof Error && error.name === 'JwtTokenExpired')
      throw new AssayError('gone', `This ${purpose} has expired; ask for a new one.`);
    throw new AssayError('unauthenticated', `The ${purpose} given is not one that this server signed.`);
  }
  const parsed = shape.safeParse(payload);
  if (!parsed.success)
    throw new AssayError('unauthenticated', `The ${purpose} given has another form than this server signs.`);
  return parsed.data;
}
