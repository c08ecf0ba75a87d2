import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { Problem } from '../../../schema/contracts/common.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { AppEnv } from '../env.ts';
import { type Access, requireAccess } from './access.ts';
import { idempotent } from './idempotency.ts';

/** Bytes of a JSON body unless a route says otherwise. */
const default_body_limit = 2_000_000;

const IdempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
    .optional()
    .meta({ description: 'The same key and body within a day replays the first answer.' }),
});

/**
 * Declares a route with all that every route inherits: who may call it, how large its body may be, idempotency for a POST
 * that creates, and its error answers in the OpenAPI document.
 */
export function endpoint<const R extends RouteConfig>(
  access: Access,
  config: R,
  options: { body_limit?: number; creates?: boolean } = {},
) {
  const limit = options.body_limit ?? default_body_limit;
  const middleware: MiddlewareHandler<AppEnv>[] = [requireAccess(access), limitBody(limit)];
  if (options.creates) middleware.push(idempotent);
  const headers = options.creates ? { headers: IdempotencyHeader } : {};
  const route = {
    ...config,
    request: { ...config.request, ...headers },
    middleware,
    security: access === 'public' ? [] : access === 'setup' ? [{ setup_token: [] }] : [{ key: [] }, { session: [] }],
    responses: {
      ...config.responses,
      default: { description: 'A problem (RFC 9457).', content: { 'application/problem+json': { schema: Problem } } },
    },
    'x-scope': access,
    'x-body-limit': limit,
  };
  return createRoute<R['path'], R>(route as unknown as R);
}

/** A JSON answer. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body. */
export function body<T extends z.ZodType>(schema: T) {
  return { required: true as const, content: { 'application/json': { schema } } };
}

/** A body of lines that the route reads itself. No zod: the router would take application/jsonl for one JSON text, and read it as that. */
export function lines(...types: string[]) {
  const text = { schema: { type: 'string' as const } };
  return { required: true as const, content: Object.fromEntries(types.map((type) => [type, text])) };
}

function limitBody(limit: number): MiddlewareHandler<AppEnv> {
  return bodyLimit({
    maxSize: limit,
    onError: async (c) => {
      await drain(c.req.raw.body, limit);
      throw new AssayError(
        'payload_too_large',
        `The body is larger than the ${limit.toLocaleString('en-US')} bytes this route takes.`,
      );
    },
  });
}

/** Reads on for as much again: a caller who is still sending when the connection closes never sees the answer. */
async function drain(body: ReadableStream<Uint8Array> | null, limit: number): Promise<void> {
  if (!body || body.locked) return;
  const reader = body.getReader();
  for (let read = 0; read <= 2 * limit; ) {
    const { done, value } = await reader.read();
    if (done) return;
    read += value.length;
  }
  await reader.cancel();
}
